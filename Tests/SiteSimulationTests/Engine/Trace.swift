/// What happened, a line each: all of it goes into a hash, the end of it into the report of a failure.
final class Trace {
    /// FNV-1a over all lines.
    private(set) var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    private(set) var lines: [String] = []
    private let kept: Int

    /// Creates a trace that keeps at least so many last lines.
    init(keeping kept: Int) {
        self.kept = kept
    }

    func note(_ time: Int64, _ text: String) {
        let line = "\(time) \(text)"
        for byte in line.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        lines.append(line)
        if lines.count > 2 * kept { lines.removeFirst(kept) }
    }
}
