import Glibc
import Synchronization

/// A TCP port of the loopback interface that nothing listens at.
///
/// Ports lie below those that the system gives to outgoing connections, and none is handed out twice by a process, so
/// that nobody takes it before the server is up that it is meant for.
public func freePort() -> UInt16 {
    for _ in 0..<10_000 {
        let port = next.withLock { next in
            defer { next = next == last ? first : next + 1 }
            return next
        }
        if isFree(port) { return port }
    }
    preconditionFailure("no loopback port is left")
}

private let (first, last): (UInt16, UInt16) = (20_000, 31_999)

/// Processes begin at different places.
private let next = Mutex(first + UInt16(getpid() % 12_000))

private func isFree(_ port: UInt16) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    precondition(descriptor >= 0, "no socket is left")
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.byteSwapped
    address.sin_addr.s_addr = unsafe inet_addr("127.0.0.1")
    let length = socklen_t(MemoryLayout<sockaddr_in>.size)
    return unsafe withUnsafePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
            unsafe bind(descriptor, generic, length) == 0
        }
    }
}
