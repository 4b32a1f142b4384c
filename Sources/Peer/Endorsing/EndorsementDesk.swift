import Cryptography
import Ledger
import Membership
import Synchronization

/// The rounds that wait for answers, by their tickets; answers come from any thread.
final class EndorsementDesk: Sendable {
    private struct State {
        var next = 0
        var rounds: [Int: (round: EndorsementRound, participants: [Digest: Int], proposal: [UInt8])] = [:]
    }

    private let state = Mutex(State())

    /// Opens a round and gives it its ticket.
    func open(_ round: EndorsementRound, participants: [Digest: Int], proposal: [UInt8]) -> Int {
        state.withLock { state in
            state.next += 1
            state.rounds[state.next] = (round, participants, proposal)
            return state.next
        }
    }

    /// Forgets a round; answers to it come too late.
    func close(_ ticket: Int) {
        _ = state.withLock { $0.rounds.removeValue(forKey: ticket) }
    }

    /// Takes an answer to the round that it names.
    ///
    /// - Returns: Whether the endorser agrees with the peer.
    func take(_ reply: EndorserReply, from endorser: Identity) -> Bool {
        let fingerprint = endorser.certificate.fingerprint
        switch reply {
        case .at, .lost:
            return true
        case .declined(let ticket, let reason):
            guard let (round, place, _) = round(ticket, fingerprint) else { return false }
            round.answer(place, .declined(reason))
            return false
        case .endorsed(let ticket, let endorsement):
            guard let (round, place, proposal) = round(ticket, fingerprint) else { return endorsement.result == nil }
            guard endorsement.endorser == fingerprint else {
                round.answer(place, .declined("it answered with the signature of \(endorsement.endorser.hex)"))
                return false
            }
            guard let result = endorsement.result else {
                round.answer(place, .agreed(endorsement))
                return true
            }
            // Evidence has to be evidence: a result that its endorser has not signed is none.
            let content = ContentHash(proposal: proposal, result: result)
            let isSigned = endorser.hasSigned(Endorsement.message(for: content), signature: endorsement.signature)
            round.answer(
                place,
                isSigned ? .differed(endorsement) : .declined("it did not sign the result that it answered with")
            )
            return false
        }
    }

    /// An endorser cannot be reached: it has not agreed to what it has not answered.
    func giveUp(_ endorser: Identity, because reason: String) {
        let fingerprint = endorser.certificate.fingerprint
        let waiting = state.withLock { state in
            state.rounds.values.compactMap { entry in
                entry.participants[fingerprint].map { (entry.round, $0) }
            }
        }
        for (round, place) in waiting { round.answer(place, .declined(reason)) }
    }

    private func round(_ ticket: Int, _ endorser: Digest) -> (EndorsementRound, Int, [UInt8])? {
        state.withLock { state in
            guard let entry = state.rounds[ticket], let place = entry.participants[endorser] else { return nil }
            return (entry.round, place, entry.proposal)
        }
    }
}
