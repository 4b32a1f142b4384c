import Dispatch
import Ledger
import Synchronization

/// The storage's housekeeping, beside the writing of blocks: a log that is moved or a state that is written takes as
/// long as many blocks, and none of them waits for it unless it needs the same file.
final class Upkeep<Storage: LedgerStorage>: Sendable {
    private let queue = DispatchQueue(label: "commonwatt.upkeep")
    private let storage: Storage
    private let isAsked = Atomic(false)

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
            do throws(ChainError) { try self.storage.maintain() } catch { failed(error) }
        }
    }

    /// Waits until everything that was asked for is done.
    func drain() async {
        await withCheckedContinuation { continuation in queue.async { continuation.resume() } }
    }
}
