import Foundation

/// A port on loopback that nobody listens at.
enum FreePort {
    /// Lets the system choose a port, and gives it back.
    static func find() throws(CommandFailure) -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw .environment("no socket can be opened: \(describeError())") }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe bind(descriptor, pointer, length) == 0 && getsockname(descriptor, pointer, &length) == 0
            }
        }
        guard isBound else { throw .environment("no port on loopback is free: \(describeError())") }
        return UInt16(bigEndian: address.sin_port)
    }

    private static func describeError() -> String {
        unsafe String(cString: strerror(errno))
    }
}
