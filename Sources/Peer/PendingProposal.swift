import Synchronization

/// A proposal on its way to the ledger.
public final class PendingProposal: Sendable {
    private enum State {
        case waiting([CheckedContinuation<Result<CommittedProposal, PeerFailure>, Never>])
        case done(Result<CommittedProposal, PeerFailure>)
    }

    private let state = Mutex(State.waiting([]))

    init() {}

    /// The proposal's outcome; a committed one is durable. It may be asked for more than once.
    ///
    /// - Throws: ``PeerFailure``.
    public func outcome() async throws(PeerFailure) -> CommittedProposal {
        let result = await withCheckedContinuation { continuation in
            let known: Result<CommittedProposal, PeerFailure>? = state.withLock { state in
                switch state {
                case .waiting(let others):
                    state = .waiting(others + [continuation])
                    return nil
                case .done(let result):
                    return result
                }
            }
            if let known { continuation.resume(returning: known) }
        }
        return try result.get()
    }

    /// The outcome, if it is known already.
    var known: Result<CommittedProposal, PeerFailure>? {
        state.withLock { state in
            if case .done(let result) = state { result } else { nil }
        }
    }

    /// Reports the outcome, once.
    func complete(_ result: Result<CommittedProposal, PeerFailure>) {
        let waiting: [CheckedContinuation<Result<CommittedProposal, PeerFailure>, Never>] = state.withLock { state in
            guard case .waiting(let continuations) = state else { return [] }
            state = .done(result)
            return continuations
        }
        for continuation in waiting { continuation.resume(returning: result) }
    }
}
