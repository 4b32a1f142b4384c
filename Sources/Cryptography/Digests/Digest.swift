/// A SHA-256 digest, 32 bytes kept inline.
public struct Digest: Hashable, Sendable {
    /// The number of bytes of a digest.
    public static let byteCount = 32

    // The digest's bytes as they lie in memory (never as numbers), so that a digest is hashed and compared in place.
    private var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    /// A digest of 32 zero bytes, as the previous hash of the first block has it.
    public static let zero = Digest()

    private init() {}

    /// Takes 32 bytes as a digest; `nil` if there are not exactly 32.
    public init?(_ bytes: [UInt8]) {
        guard bytes.count == Digest.byteCount else { return nil }
        unsafe withUnsafeMutableBytes(of: &words) { unsafe $0.copyBytes(from: bytes) }
    }

    /// Takes 64 hexadecimal digits of either case as a digest; `nil` for anything else.
    public init?(hex: String) {
        let digits = Array(hex.utf8)
        guard digits.count == 2 * Digest.byteCount else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Digest.byteCount)
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = Hex.value(of: digits[index]), let low = Hex.value(of: digits[index + 1]) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        self.init(bytes)
    }

    /// Lets `fill` write the 32 bytes.
    init(filledBy fill: (UnsafeMutableRawBufferPointer) -> Void) {
        unsafe withUnsafeMutableBytes(of: &words) { unsafe fill($0) }
    }

    /// The 32 bytes.
    public var bytes: [UInt8] { unsafe withUnsafeBytes { unsafe Array($0) } }

    /// The 32 bytes as 64 lower-case hexadecimal digits.
    public var hex: String { Hex.text(bytes) }

    /// Calls `body` with the 32 bytes in place.
    func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        unsafe Swift.withUnsafeBytes(of: words) { unsafe body($0) }
    }

    public static func == (left: Digest, right: Digest) -> Bool { left.words == right.words }

    public func hash(into hasher: inout Hasher) {
        // The bytes are uniform already and come from SHA-256, so one word tells digests apart as well as four.
        hasher.combine(words.0)
    }
}

extension Digest: Comparable {
    /// Digests are ordered by their bytes, the same on every machine.
    public static func < (left: Digest, right: Digest) -> Bool {
        let left = left.words
        let right = right.words
        return (left.0.bigEndian, left.1.bigEndian, left.2.bigEndian, left.3.bigEndian)
            < (right.0.bigEndian, right.1.bigEndian, right.2.bigEndian, right.3.bigEndian)
    }
}

extension Digest: CustomStringConvertible {
    public var description: String { hex }
}
