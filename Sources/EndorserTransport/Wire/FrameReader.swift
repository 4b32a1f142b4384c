/// Bytes of a connection, taken apart into frames: four big-endian bytes that say how many follow, and those.
///
/// A frame that announces more than the limit is refused when its length is read, before memory is spent on it.
public struct FrameReader: Sendable {
    /// How many bytes a frame may have, if nothing else is said.
    public static let standardLimit = 32 << 20

    /// The bytes in front of a frame.
    static let headLength = 4

    private let limit: Int
    private var buffer: [UInt8] = []
    private var start = 0

    /// Begins before the first frame.
    public init(limit: Int = standardLimit) {
        self.limit = limit
    }

    /// Takes bytes as they come.
    public mutating func append(_ bytes: some Collection<UInt8>) {
        if start == buffer.count {
            buffer.removeAll(keepingCapacity: buffer.capacity <= 1 << 20)
            start = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// The next whole frame; `nil` until there is one.
    ///
    /// - Throws: ``WireError`` where a frame is empty or too long; nothing can be read behind it.
    public mutating func next() throws(WireError) -> [UInt8]? {
        guard buffer.count - start >= Self.headLength else { return nil }
        let length = buffer[start..<start + Self.headLength].reduce(0) { $0 << 8 | Int($1) }
        guard (1...limit).contains(length) else {
            throw WireError("a frame of \(length) bytes; expected 1 to \(limit)")
        }
        let end = start + Self.headLength + length
        guard buffer.count >= end else { return nil }
        let frame = Array(buffer[start + Self.headLength..<end])
        start = end
        if start > 1 << 16 {
            buffer.removeFirst(start)
            start = 0
        }
        return frame
    }

    /// The bytes in front of a frame of that many bytes.
    static func head(_ length: Int) -> UInt32 { UInt32(length) }
}

/// What came over a connection is not what the protocol says.
public struct WireError: Error, Hashable, Sendable {
    /// What is wrong.
    public let message: String

    init(_ message: String) { self.message = message }
}

extension WireError: CustomStringConvertible {
    public var description: String { message }
}
