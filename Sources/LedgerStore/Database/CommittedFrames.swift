import CSQLite
import Synchronization

/// How much of a database's write-ahead log its connection counts as committed.
///
/// Where a device fails at the end of a commit, the file has a transaction that looks whole and that SQLite has taken
/// back: it moves none of its pages, and writes the next transaction in its place. Sealed, those pages would be ones
/// that somebody has altered.
final class CommittedFrames: Sendable {
    private static let unknown = -1

    private let frames = Atomic(unknown)

    /// The number of frames; `nil` before the connection has committed or moved anything: then it has what it has found
    /// in the file, by the rules by which that is read here.
    var count: Int? {
        let frames = frames.load(ordering: .acquiring)
        return frames == Self.unknown ? nil : frames
    }

    /// Notes that all frames have been moved, and the log is empty.
    func moved() {
        frames.store(0, ordering: .releasing)
    }

    /// Has the connection say what it commits. This must outlive it.
    func follow(_ connection: OpaquePointer) {
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        _ = unsafe sqlite3_wal_hook(
            connection,
            { context, _, _, frames in
                if let context = unsafe context {
                    let followed = unsafe Unmanaged<CommittedFrames>.fromOpaque(context).takeUnretainedValue()
                    followed.frames.store(Int(frames), ordering: .releasing)
                }
                return SQLITE_OK
            },
            context
        )
    }
}
