import Cryptography
import Membership
import Synchronization

/// Whose endorsements a transaction can have, and which of them are enough.
///
/// The participants are the peer itself, at place 0, and its other endorsers. A set of them is a mask of their places.
final class EndorsementPlan: Sendable {
    /// The peer itself and its other endorsers.
    let participants: [Identity]
    /// The places of the participants, by their certificates' fingerprints.
    let places: [Digest: Int]
    /// Whether the peer's own endorsement is not enough.
    let asksOthers: Bool
    private let policy: EndorsementPolicy
    private let members: [OrganisationID]
    private let verdicts = Mutex<[UInt64: Bool]>([:])

    /// How many participants a mask has room for.
    static let participantsMax = 64

    init(policy: EndorsementPolicy, members: [OrganisationID], participants: [Identity]) {
        self.policy = policy
        self.members = members
        self.participants = participants
        var places: [Digest: Int] = [:]
        for (place, participant) in participants.enumerated() { places[participant.certificate.fingerprint] = place }
        self.places = places
        asksOthers = participants.count > 1 && !policy.isSatisfied(by: [participants[0]], members: members)
    }

    /// Whether the endorsements of these participants satisfy the policy.
    func isEnough(_ mask: UInt64) -> Bool {
        if let verdict = verdicts.withLock({ $0[mask] }) { return verdict }
        let chosen = participants.indices.filter { mask >> UInt64($0) & 1 == 1 }.map { participants[$0] }
        let verdict = policy.isSatisfied(by: chosen, members: members)
        verdicts.withLock { $0[mask] = verdict }
        return verdict
    }
}
