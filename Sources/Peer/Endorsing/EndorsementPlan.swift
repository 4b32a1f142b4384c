import Cryptography
import Membership
import Synchronization
import Units

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
    /// Whose endorsements would not count, and why: the channel refuses their certificates.
    let refusals: [(place: Int, reason: String)]
    private let policy: EndorsementPolicy
    private let members: [OrganisationID]
    private let verdicts = Mutex<[UInt64: Bool]>([:])

    /// How many participants a mask has room for.
    static let participantsMax = 64

    init(policy: EndorsementPolicy, membership: Membership, at instant: Instant, participants: [Identity]) {
        let members = membership.organisationIDs
        self.policy = policy
        self.members = members
        refusals = participants.enumerated().compactMap { place, participant in
            guard case .refused(let reason) = membership.validate(participant, at: instant) else { return nil }
            return (place, "its certificate is refused: \(reason)")
        }
        self.participants = participants
        var places: [Digest: Int] = [:]
        for (place, participant) in participants.enumerated() { places[participant.certificate.fingerprint] = place }
        self.places = places
        asksOthers = participants.count > 1 && !policy.isSatisfied(by: [participants[0]], members: members)
    }

    /// What the policy asks for beside the endorsements of all participants, in the policy's own language; `nil` if
    /// theirs are enough.
    var unavailable: String? {
        policy.missing(after: participants, members: members).map { "\($0), whom the peer cannot ask" }
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
