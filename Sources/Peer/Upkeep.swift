import Dispatch
import Ledger
import Synchronization

/// The storage's housekeeping, beside the writing of blocks: a log that is moved or a state that is written takes as
/// long as many blocks, and none of them waits for it unless it needs the same file.
final class Upkeep<Storage: LedgerStorage>: Sendable {
    private let queue = DispatchQueue(label: "commonwatt.upkeep")
    private let storage: Storage
    private let isAsked = Atomic(false)
    private let hasFailed = Atomic(false)

    init(of storage: Storage) {
        self.storage = storage
    }

    /// Has done what is due, soon; asked again before it has begun, once.
    ///
    /// - Parameter failed: Called on another thread where it cannot be done.
    func ask(orElse failed: @escaping @Sendable (ChainError) -> Void) {
        guard !isAsked.exchange(true, ordering: .acquiringAndReleasing) else { return }
        queue.async {
            self.isAsked.store(false, ordering: .releasing)
            do throws(ChainError) { try self.maintain() } catch { failed(error) }
        }
    }

    /// Does what could not be done before, if there is anything, and waits for it.
    ///
    /// - Throws: `ChainError`, if it still cannot be done.
    func makeUp() throws(ChainError) {
        guard hasFailed.load(ordering: .acquiring) else { return }
        let outcome = queue.sync { Result { () throws(ChainError) in try self.maintain() } }
        try outcome.get()
    }

    private func maintain() throws(ChainError) {
        do {
            try storage.maintain()
            hasFailed.store(false, ordering: .releasing)
        } catch {
            hasFailed.store(true, ordering: .releasing)
            throw error
        }
    }

    /// Waits until everything that was asked for is done.
    func drain() async {
        await withCheckedContinuation { continuation in queue.async { continuation.resume() } }
    }
}
