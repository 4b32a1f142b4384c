import Foundation
import Glibc
import Synchronization

/// A socket that takes datagrams as a service manager's does.
public final class NotificationSocket: Sendable {
    private let descriptor: Int32

    /// Opens a socket at a path, or behind an `@` at a name outside the file system.
    ///
    /// - Throws: ``NotificationSocketError`` if the system refuses it.
    public init(at path: String) throws(NotificationSocketError) {
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(path.utf8)
        if bytes.first == UInt8(ascii: "@") { bytes[0] = 0 }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        let offset = MemoryLayout<sockaddr_un>.offset(of: \sockaddr_un.sun_path) ?? 2
        let length = socklen_t(offset + bytes.count + (bytes.first == 0 ? 0 : 1))
        let descriptor = descriptor
        let code = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe bind(descriptor, $0, length) }
        }
        guard descriptor >= 0, code == 0 else { throw NotificationSocketError() }
    }

    deinit { close(descriptor) }

    /// The next datagram; `nil` if none comes within a number of seconds.
    public func next(within seconds: Int = 10) -> String? {
        var wait = timeval(tv_sec: seconds, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        guard unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &wait, size) == 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = unsafe recv(descriptor, &bytes, bytes.count, 0)
        return count > 0 ? String(decoding: bytes.prefix(count), as: UTF8.self) : nil
    }
}

extension NotificationSocket {
    /// The datagrams from now on, taken by a thread of its own as they come: the system keeps few that nobody takes.
    public var notices: AsyncStream<String> {
        let (stream, continuation) = AsyncStream.makeStream(of: String.self)
        let over = Over()
        continuation.onTermination = { _ in over.isOver.withLock { $0 = true } }
        Thread.detachNewThread { [self] in
            while !over.isOver.withLock({ $0 }) {
                if let notice = next(within: 1) { continuation.yield(notice) }
            }
        }
        return stream
    }

    private final class Over: Sendable {
        let isOver = Mutex(false)
    }
}

/// The system refuses the socket.
public struct NotificationSocketError: Error {}
