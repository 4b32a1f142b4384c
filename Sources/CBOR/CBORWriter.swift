/// Writes the closed profile of deterministic CBOR (RFC 8949, section 4.2): integers, byte and text strings, arrays,
/// and maps with ascending unsigned keys, all in their shortest forms.
///
/// The writer chooses the shortest form; that counts are kept and keys ascend is the caller's part, and ``CBORReader``
/// refuses what breaks it.
public struct CBORWriter: Sendable {
    /// The bytes written so far.
    public private(set) var encoded: [UInt8] = []

    /// Creates a writer with nothing written.
    public init() {}

    /// Creates a writer with room for that many bytes.
    public init(capacity: Int) {
        encoded.reserveCapacity(capacity)
    }

    /// Begins an array; that many items follow.
    ///
    /// - Precondition: `count` is not negative.
    public mutating func array(_ count: Int) {
        head(0x80, UInt64(count))
    }

    /// Begins a map; that many entries follow, each a ``key(_:)`` and one item, in ascending order of their keys.
    ///
    /// - Precondition: `count` is not negative.
    public mutating func map(_ count: Int) {
        head(0xa0, UInt64(count))
    }

    /// Writes the key of an entry.
    ///
    /// - Precondition: `key` is not negative.
    public mutating func key(_ key: Int) {
        head(0x00, UInt64(key))
    }

    /// Writes an integer.
    public mutating func int(_ value: Int64) {
        if value >= 0 {
            head(0x00, UInt64(value))
        } else {
            // -1 - n, without leaving the range at Int64.min: the complement of the bits.
            head(0x20, UInt64(bitPattern: ~value))
        }
    }

    /// Writes an integer that is never negative.
    public mutating func unsigned(_ value: UInt64) {
        head(0x00, value)
    }

    /// Writes a byte string.
    public mutating func bytes(_ value: [UInt8]) {
        head(0x40, UInt64(value.count))
        encoded.append(contentsOf: value)
    }

    /// Writes a text string.
    public mutating func text(_ value: String) {
        let utf8 = value.utf8
        head(0x60, UInt64(utf8.count))
        encoded.append(contentsOf: utf8)
    }

    /// Appends an item that is already encoded, as it stands.
    ///
    /// What was signed or hashed is kept as bytes and never encoded again; this puts it into a larger structure as a
    /// part of it (not as a byte string, which ``bytes(_:)`` writes).
    public mutating func item(encoded item: [UInt8]) {
        encoded.append(contentsOf: item)
    }

    private mutating func head(_ major: UInt8, _ argument: UInt64) {
        switch argument {
        case 0..<24:
            encoded.append(major | UInt8(argument))
        case 24...0xff:
            encoded.append(major | 24)
            encoded.append(UInt8(argument))
        case 0x100...0xffff:
            encoded.append(major | 25)
            bigEndian(argument, count: 2)
        case 0x1_0000...0xffff_ffff:
            encoded.append(major | 26)
            bigEndian(argument, count: 4)
        default:
            encoded.append(major | 27)
            bigEndian(argument, count: 8)
        }
    }

    private mutating func bigEndian(_ value: UInt64, count: Int) {
        for shift in stride(from: (count - 1) * 8, through: 0, by: -8) {
            encoded.append(UInt8(truncatingIfNeeded: value >> UInt64(shift)))
        }
    }
}
