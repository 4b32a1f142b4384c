import Glibc

/// The service manager that started this process, if one did: systemd's notification protocol (`sd_notify(3)`), which
/// is a datagram to a socket that the environment names.
public struct ServiceManager: Hashable, Sendable {
    /// What the service manager is told.
    public enum Notice: Hashable, Sendable {
        /// The service does what it is for.
        case ready

        /// The service is alive and gets on.
        case alive

        /// The service is about to end.
        case stopping

        var text: String {
            switch self {
            case .ready: "READY=1"
            case .alive: "WATCHDOG=1"
            case .stopping: "STOPPING=1"
            }
        }
    }

    /// Within what time the service manager wants to hear ``Notice/alive``, or it kills the process; `nil` if it does
    /// not watch.
    public let watchdog: Duration?

    private let socketPath: String

    /// The service manager of this process; `nil` if none wants to be told.
    public static var current: ServiceManager? {
        ServiceManager(process: getpid()) { name in
            unsafe getenv(name).map { unsafe String(cString: $0) }
        }
    }

    /// Reads `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID`.
    ///
    /// - Parameters:
    ///   - process: the process that asks; a watchdog may be meant for another.
    ///   - value: an environment variable's value.
    public init?(process: Int32, environment value: (String) -> String?) {
        // A path in the file system, or behind an @ a name that is in none; anything else is another protocol.
        guard let path = value("NOTIFY_SOCKET"), path.hasPrefix("/") || path.hasPrefix("@"),
            (2...Self.pathLimit).contains(path.utf8.count)
        else { return nil }
        socketPath = path
        let isOurs = value("WATCHDOG_PID").map { $0 == "\(process)" } ?? true
        let microseconds = value("WATCHDOG_USEC").flatMap { Int64($0) }.flatMap { $0 > 0 ? $0 : nil }
        watchdog = isOurs ? microseconds.map { .microseconds($0) } : nil
    }

    /// The bytes of a socket's path, but for the NUL behind it.
    private static let pathLimit = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1
}

extension ServiceManager {
    /// Tells the service manager something.
    ///
    /// - Returns: Whether it could be told. If not there is nothing to do about it: the manager has time limits.
    @discardableResult
    public func notify(_ notice: Notice) -> Bool {
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var path = Array(socketPath.utf8)
        // A name outside the file system begins with a NUL, and its length counts.
        if path[0] == UInt8(ascii: "@") { path[0] = 0 }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path) }
        let offset = MemoryLayout<sockaddr_un>.offset(of: \sockaddr_un.sun_path) ?? 2
        let length = socklen_t(offset + path.count + (path[0] == 0 ? 0 : 1))
        let bytes = Array(notice.text.utf8)
        // A manager that does not listen must not hold up whoever tells it.
        let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
        let sent = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe sendto(descriptor, bytes, bytes.count, flags, generic, length)
            }
        }
        return sent == bytes.count
    }
}
