import Glibc
import Ledger
import LedgerStore
import Synchronization

/// Where a controller is to die, as `kill -9` would have it: at the n-th time that a step of a transaction's way into
/// the ledger is reached. It shows what a crash leaves behind; nothing is done before the process is gone.
public final class CrashRehearsal: Sendable {
    private let point: FaultPoint
    private let remaining: Mutex<Int>

    /// Reads a step and a count, for example `committed:3`.
    ///
    /// - Returns: `nil`, if there is no such step.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let point = FaultPoint(rawValue: String(parts[0])), let count = Int(parts[1]), count > 0
        else { return nil }
        self.point = point
        remaining = Mutex(count)
    }

    /// What the peer calls.
    var peerHook: @Sendable (FaultPoint) -> Void {
        { self.reached($0) }
    }

    /// What the store calls. Logs are moved early where dying while they are moved is what is wanted.
    var storeOptions: LedgerStore.Options {
        var options = LedgerStore.Options()
        options.reached = { self.reached($0) }
        if point == .pagesSealed || point == .pagesMoved { options.logLimit = 20_000 }
        return options
    }

    private func reached(_ point: FaultPoint) {
        guard point == self.point else { return }
        let isDue = remaining.withLock { remaining in
            remaining -= 1
            return remaining <= 0
        }
        if isDue { kill(getpid(), SIGKILL) }
    }
}
