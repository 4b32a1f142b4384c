import Foundation
import Synchronization

/// Pages that are open: each listens to the site's stream, and with every event asks for the last allocations, as a
/// browser with the page does.
final class OpenPages: Sendable {
    private let sockets: [(stream: Int32, queries: Int32)]
    private let counts = Mutex((events: 0, bytes: 0))

    private static let stream = Data("GET /api/v1/stream HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)
    private static let query = Data("GET /api/v1/allocations?limit=12 HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8)

    /// How often the sockets are looked at.
    private static let look = Duration.milliseconds(20)

    private init(_ count: Int, port: UInt16) throws(CommandFailure) {
        var sockets: [(Int32, Int32)] = []
        for _ in 0..<count { sockets.append((try Self.connect(port), try Self.connect(port))) }
        self.sockets = sockets
    }

    deinit {
        for (stream, queries) in sockets {
            close(stream)
            close(queries)
        }
    }

    /// Keeps pages open for the length of a closure.
    ///
    /// - Throws: ``CommandFailure`` if the pages were sent nothing; what the closure throws.
    static func open<Value: Sendable>(
        _ count: Int,
        port: UInt16,
        _ body: () async throws -> Value
    ) async throws -> Value {
        guard count > 0 else { return try await body() }
        let pages = try OpenPages(count, port: port)
        let reading = Task { await pages.read() }
        defer { reading.cancel() }
        let value = try await body()
        let events = pages.counts.withLock(\.events)
        guard events >= count else {
            throw CommandFailure.environment("\(count) open pages were sent \(events) events in all")
        }
        return value
    }

    private func read() async {
        for (stream, _) in sockets { Self.write(Self.stream, to: stream) }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while !Task.isCancelled {
            for (stream, queries) in sockets {
                let received = Self.drain(stream, into: &buffer)
                _ = Self.drain(queries, into: &buffer)
                guard received > 0 else { continue }
                Self.write(Self.query, to: queries)
                counts.withLock { counts in
                    counts.events += 1
                    counts.bytes += received
                }
            }
            try? await Task.sleep(for: Self.look)
        }
    }

    private static func connect(_ port: UInt16) throws(CommandFailure) -> Int32 {
        try TCPConnection.open(host: "127.0.0.1", port: Int(port), patience: 5)
    }

    private static func write(_ data: Data, to socket: Int32) {
        _ = unsafe data.withUnsafeBytes { bytes in
            unsafe send(socket, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
        }
    }

    /// Takes what has come; returns how many bytes that was.
    private static func drain(_ socket: Int32, into buffer: inout [UInt8]) -> Int {
        var total = 0
        while true {
            let count = unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe recv(socket, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT))
            }
            guard count > 0 else { return total }
            total += count
        }
    }
}
