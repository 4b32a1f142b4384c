import Foundation

/// The hold that one process at a time has on something, by way of a file that is locked.
///
/// The lock is the kernel's and ends with the process, however it ends; the file stays.
public final class FileHold: Sendable {
    private let descriptor: CInt

    /// Takes hold; the file is made if it is not there.
    ///
    /// - Returns: `nil`, if another process has it.
    /// - Throws: ``WitnessStateError``, if the file cannot be opened or locked.
    public init?(_ path: String) throws(WitnessStateError) {
        descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.error(path, "cannot be opened") }
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            if errno == EWOULDBLOCK { return nil }
            guard errno == EINTR else { throw Self.error(path, "cannot be locked") }
        }
    }

    deinit {
        guard descriptor >= 0 else { return }
        // A child that was forked and does not run its own program yet has the descriptor, too.
        release()
        close(descriptor)
    }

    /// Gives it up, so that another process may take hold.
    public func release() {
        _ = flock(descriptor, LOCK_UN)
    }

    private static func error(_ path: String, _ problem: String) -> WitnessStateError {
        WitnessStateError("\(path) \(problem): \(unsafe String(cString: strerror(errno)))")
    }
}
