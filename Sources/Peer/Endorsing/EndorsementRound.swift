import Cryptography
import Dispatch
import Ledger
import Membership
import Synchronization

/// The endorsements of one transaction as they come in.
final class EndorsementRound: Sendable {
    /// What a participant has said.
    enum Answer {
        /// It has signed the peer's result.
        case agreed(Endorsement)
        /// It has signed another result.
        case differed(Endorsement)
        /// It will not sign, or cannot be asked.
        case declined(String)
    }

    /// What came of it.
    enum Outcome {
        /// Enough agree. Endorsements of other results are evidence and stand behind.
        case endorsed([Endorsement])
        /// Too few agree, and others have signed another result.
        case differing([Endorsement])
        /// Too few have answered: who did not sign, and why.
        case missing([String])
    }

    private struct State {
        var answers: [Answer?]
        var isDecided = false
        /// Whether somebody makes the peer's own signature, or has made it.
        var isTaken = false
        var waiter: DispatchSemaphore?
    }

    let content: ContentHash
    private let plan: EndorsementPlan
    private let deadline: DispatchTime
    private let state: Mutex<State>

    init(of content: ContentHash, plan: EndorsementPlan, deadline: DispatchTime) {
        self.content = content
        self.plan = plan
        self.deadline = deadline
        state = Mutex(State(answers: Array(repeating: nil, count: plan.participants.count)))
    }

    /// Takes a participant's answer; its first one counts.
    func answer(_ participant: Int, _ answer: Answer) {
        let waiter: DispatchSemaphore? = state.withLock { state in
            guard state.answers[participant] == nil else { return nil }
            state.answers[participant] = answer
            guard !state.isDecided, isDecided(state.answers) else { return nil }
            state.isDecided = true
            return state.waiter
        }
        waiter?.signal()
    }

    /// Answers for the peer itself, unless somebody does already: a worker beforehand, or who needs the answer now.
    func sign(as settings: PeerSettings) {
        let isTaken = state.withLock { state in
            defer { state.isTaken = true }
            return state.isTaken
        }
        if isTaken { return }
        do {
            let endorser = settings.endorser.certificate.fingerprint
            answer(0, .agreed(try Endorsement(of: content, endorser: endorser, key: settings.endorser.key)))
        } catch {
            answer(0, .declined("the endorsement cannot be signed: \(error)"))
        }
        settings.reached(.endorsed)
    }

    /// Waits until enough agree, or everybody has answered, or the time is over.
    func wait() -> Outcome {
        let waiter: DispatchSemaphore? = state.withLock { state in
            guard !state.isDecided else { return nil }
            let waiter = DispatchSemaphore(value: 0)
            state.waiter = waiter
            return waiter
        }
        if let waiter { _ = waiter.wait(timeout: deadline) }
        return outcome(of: state.withLock { $0.answers })
    }

    private func isDecided(_ answers: [Answer?]) -> Bool {
        guard plan.asksOthers else { return answers[0] != nil }
        return plan.isEnough(mask(answers)) || answers.allSatisfy { $0 != nil }
    }

    private func mask(_ answers: [Answer?]) -> UInt64 {
        var mask: UInt64 = 0
        for (place, answer) in answers.enumerated() {
            if case .agreed = answer { mask |= 1 << UInt64(place) }
        }
        return mask
    }

    private func outcome(of answers: [Answer?]) -> Outcome {
        var (agreed, differed): ([Endorsement], [Endorsement]) = ([], [])
        var (mask, isEnough): (UInt64, Bool) = (0, false)
        var missing: [String] = []
        for (place, answer) in answers.enumerated() {
            switch answer {
            case .agreed(let endorsement) where !isEnough:
                agreed.append(endorsement)
                mask |= 1 << UInt64(place)
                isEnough = plan.isEnough(mask)
            case .agreed: break
            case .differed(let endorsement): differed.append(endorsement)
            case .declined(let reason): missing.append("\(plan.participants[place]): \(reason)")
            case nil: missing.append("\(plan.participants[place]): no answer in time")
            }
        }
        if isEnough { return .endorsed(agreed + differed) }
        guard differed.isEmpty else { return .differing(agreed + differed) }
        return .missing(missing + (plan.unavailable.map { [$0] } ?? []))
    }
}
