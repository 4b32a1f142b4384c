import Foundation
import Glibc
import TestKit
import Testing

/// A connection on which a test writes and reads bytes as they are: no client in between repairs anything.
final class Connection: Sendable {
    fileprivate let descriptor: Int32

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = unsafe inet_addr("127.0.0.1")
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        let descriptor = self.descriptor
        let code = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe connect(descriptor, generic, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        try #require(code == 0, "nothing listens at \(port)")
    }

    deinit { close(descriptor) }

    func write(_ text: String) {
        let bytes = Array(text.utf8)
        _ = unsafe send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// Reads until what was read satisfies a condition, or the other side has closed or is silent for 20 s.
    func read(until isEnough: @escaping @Sendable (String) -> Bool) async -> String {
        // On a thread of its own: those of tasks and queues are few, and the server needs them.
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { [self] in
                var bytes: [UInt8] = []
                var buffer = [UInt8](repeating: 0, count: 65_536)
                while !isEnough(String(decoding: bytes, as: UTF8.self)) {
                    let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
                    guard count > 0 else { break }
                    bytes += buffer[..<count]
                }
                continuation.resume(returning: String(decoding: bytes, as: UTF8.self))
            }
        }
    }
}

extension Connection {
    /// Whether the other side closes the connection within 20 s, whatever it says before.
    func isClosedByPeer() async -> Bool {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { [self] in
                var buffer = [UInt8](repeating: 0, count: 4_096)
                while true {
                    let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
                    if count > 0 { continue }
                    return continuation.resume(returning: count == 0 || errno == ECONNRESET)
                }
            }
        }
    }
}

/// An answer, taken apart.
struct Answer {
    let status: Int
    let headers: [String: String]
    let body: String

    init(_ text: String) throws {
        let parts = text.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
        let lines = parts[0].split(separator: "\r\n")
        status = try #require(lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) }, "\(text)")
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            headers[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingPrefix(" ").description
        }
        self.headers = headers
        body = parts.count > 1 ? String(parts[1]) : ""
    }
}

/// A site that is served on a port of its own.
struct ServedPage: Sendable {
    let port: Int
    let site: ScriptedSite

    /// Asks for a path, and reads the answer to its end.
    func get(_ path: String, method: String = "GET", headers: [String] = []) async throws -> Answer {
        let lines = ["\(method) \(path) HTTP/1.1", "Host: localhost", "Connection: close"] + headers
        return try await send(lines.joined(separator: "\r\n") + "\r\n\r\n")
    }

    /// Sends bytes, and reads the answer until the server closes.
    func send(_ text: String) async throws -> Answer {
        let connection = try Connection(port: port)
        connection.write(text)
        return try Answer(await connection.read { _ in false })
    }
}
