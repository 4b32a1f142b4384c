import Glibc
import Ledger

/// An open file: the few calls that the ledger needs, whole or not at all, with errors that name the file.
final class File: Sendable {
    /// How a file is opened.
    enum Mode {
        /// An existing file, to read.
        case reading

        /// To read and write, created if it is not there.
        case writing

        /// To write from the start, whatever was there.
        case replacing
    }

    /// Where the file is.
    let path: String

    private let descriptor: CInt

    /// Opens a file.
    init(_ path: String, _ mode: Mode) throws(ChainError) {
        let flags =
            switch mode {
            case .reading: O_RDONLY
            case .writing: O_RDWR | O_CREAT
            case .replacing: O_RDWR | O_CREAT | O_TRUNC
            }
        let descriptor = unsafe open(path, flags | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw ChainError(errno: errno, "cannot open \(path)") }
        self.path = path
        self.descriptor = descriptor
    }

    deinit {
        // A child that was forked and does not run its own program yet has the descriptor, too: closing this one would
        // leave it the lock.
        _ = flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// The number of bytes.
    func size() throws(ChainError) -> Int {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw ChainError(errno: errno, "cannot look at \(path)") }
        return Int(status.st_size)
    }

    /// Reads up to `count` bytes from an offset; fewer only at the end of the file.
    func read(_ count: Int, at offset: Int) throws(ChainError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        var failure: CInt = 0
        unsafe bytes.withUnsafeMutableBytes { buffer in
            while filled < count {
                let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
                let got = unsafe pread(descriptor, rest.baseAddress, rest.count, off_t(offset + filled))
                if got < 0, errno == EINTR { continue }
                if got < 0 { failure = errno }
                guard got > 0 else { return }
                filled += got
            }
        }
        guard failure == 0 else { throw ChainError(errno: failure, "cannot read \(path)") }
        bytes.removeLast(count - filled)
        return bytes
    }

    /// The whole file.
    func readAll() throws(ChainError) -> [UInt8] {
        try read(try size(), at: 0)
    }

    /// Writes all bytes at an offset.
    func write(_ bytes: [UInt8], at offset: Int) throws(ChainError) {
        var failure: CInt = 0
        var written = 0
        unsafe bytes.withUnsafeBytes { buffer in
            while written < buffer.count {
                let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[written...])
                let put = unsafe pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset + written))
                if put < 0, errno == EINTR { continue }
                guard put > 0 else {
                    failure = put < 0 ? errno : EIO
                    return
                }
                written += put
            }
        }
        guard failure == 0 else { throw ChainError(errno: failure, "cannot write \(path)") }
    }

    /// Cuts the file off, or extends it with zeros.
    func truncate(to size: Int) throws(ChainError) {
        guard ftruncate(descriptor, off_t(size)) == 0 else { throw ChainError(errno: errno, "cannot truncate \(path)") }
    }

    /// Waits until what was written is on the device.
    func synchronize() throws(ChainError) {
        guard fdatasync(descriptor) == 0 else { throw ChainError(errno: errno, "cannot write \(path) to the device") }
    }

    /// Takes the file's lock, for this process alone or shared with others that read; `false` if another process is in
    /// the way.
    func lock(shared: Bool = false) throws(ChainError) -> Bool {
        while flock(descriptor, (shared ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0 {
            if errno == EWOULDBLOCK { return false }
            guard errno == EINTR else { throw ChainError(errno: errno, "cannot lock \(path)") }
        }
        return true
    }

    /// Gives the file's lock up.
    func unlock() throws(ChainError) {
        guard flock(descriptor, LOCK_UN) == 0 else { throw ChainError(errno: errno, "cannot unlock \(path)") }
    }
}

extension File {
    /// Whether there is a file.
    static func exists(_ path: String) -> Bool {
        unsafe access(path, F_OK) == 0
    }

    /// The number of bytes of a file; 0 if there is none.
    static func size(of path: String) throws(ChainError) -> Int {
        guard exists(path) else { return 0 }
        return try File(path, .reading).size()
    }

    /// Creates a directory, if it is not there.
    static func createDirectory(_ path: String) throws(ChainError) {
        guard unsafe mkdir(path, 0o755) == 0 || errno == EEXIST else {
            throw ChainError(errno: errno, "cannot create the directory \(path)")
        }
    }

    /// Removes a file, if it is there.
    static func remove(_ path: String) throws(ChainError) {
        guard unsafe unlink(path) == 0 || errno == ENOENT else {
            throw ChainError(errno: errno, "cannot remove \(path)")
        }
    }

    /// Puts a file in another's place, and waits until the directory says so on the device.
    static func replace(_ path: String, by replacement: String) throws(ChainError) {
        guard unsafe rename(replacement, path) == 0 else { throw ChainError(errno: errno, "cannot replace \(path)") }
        try synchronizeDirectory(of: path)
    }

    /// Waits until the names in a file's directory are on the device.
    static func synchronizeDirectory(of path: String) throws(ChainError) {
        let slash = path.lastIndex(of: "/")
        let directory = slash.map { String(path[..<$0]) } ?? "."
        let descriptor = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ChainError(errno: errno, "cannot open the directory \(directory)") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else {
            throw ChainError(errno: errno, "cannot write the directory \(directory) to the device")
        }
    }

    /// Copies a file.
    static func copy(_ source: String, to destination: String) throws(ChainError) {
        let from = try File(source, .reading)
        let to = try File(destination, .replacing)
        var offset = 0
        while true {
            let bytes = try from.read(1 << 20, at: offset)
            guard !bytes.isEmpty else { return }
            try to.write(bytes, at: offset)
            offset += bytes.count
        }
    }
}

extension ChainError {
    /// What the operating system said, after what was attempted.
    init(errno code: CInt, _ attempt: String) {
        let reason = unsafe String(cString: strerror(code))
        if code == ENOSPC || code == EDQUOT {
            self.init(.full, "\(attempt): \(reason); make room and start again, nothing committed is lost")
        } else {
            self.init(.failed, "\(attempt): \(reason)")
        }
    }
}
