/// Asks a controller's metrics how much memory it has allocated and not freed: `/proc` does not tell that from what its
/// allocator merely holds.
enum HeapProbe {
    private static let request = Array("GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".utf8)
    private static let gauge = "commonwatt_heap_live_bytes "

    /// The bytes in MB.
    static func live(port: UInt16) throws(CommandFailure) -> Double {
        let answer = try TCPConnection.exchange(request, host: "127.0.0.1", port: Int(port), patience: 5)
        let lines = String(decoding: answer, as: UTF8.self).split(whereSeparator: \.isNewline)
        guard let line = lines.first(where: { $0.hasPrefix(gauge) }), let live = Double(line.dropFirst(gauge.count))
        else { throw .environment("the controller's metrics do not say how much memory it has allocated") }
        return live / 1_000_000
    }
}
