/// A key of a chaincode's state: bytes, ordered as bytes.
///
/// Not text, because texts have more than one order and more than one form; a literal or a `String` gives its UTF-8.
public struct StateKey: Hashable, Sendable {
    /// The key's bytes.
    public let bytes: [UInt8]

    /// Creates a key of bytes.
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Creates a key of a text's UTF-8.
    public init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// The key with a number appended as eight big-endian bytes, so that keys with a common prefix stand in the order
    /// of their numbers.
    public func appending(_ number: UInt64) -> StateKey {
        var extended = bytes
        for shift in stride(from: 56, through: 0, by: -8) {
            extended.append(UInt8(truncatingIfNeeded: number >> UInt64(shift)))
        }
        return StateKey(extended)
    }

    /// The first key after all keys that begin with this one: the upper bound of a range over a prefix; `nil` if there
    /// is none, because the key is empty or all ones.
    public var endOfPrefix: StateKey? {
        guard let last = bytes.lastIndex(where: { $0 < 0xff }) else { return nil }
        var end = Array(bytes[...last])
        end[last] += 1
        return StateKey(end)
    }
}

extension StateKey: ExpressibleByStringLiteral {
    public init(stringLiteral value: StaticString) {
        self.init("\(value)")
    }
}

extension StateKey: Comparable {
    public static func < (left: StateKey, right: StateKey) -> Bool {
        precedes(left.bytes, right.bytes)
    }
}

extension StateKey: CustomStringConvertible {
    /// The key as text where it is printable, text and `#` and a number where ``appending(_:)`` may have made it, its
    /// bytes in hexadecimal elsewhere.
    public var description: String {
        if let text = StateKey.printable(bytes) { return text }
        if bytes.count > 8, let text = StateKey.printable(bytes.dropLast(8)) {
            return "\(text)#\(bytes.suffix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) })"
        }
        return "0x" + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func printable(_ bytes: some Collection<UInt8>) -> String? {
        guard bytes.allSatisfy({ 0x20 <= $0 && $0 < 0x7f }) else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }
}

/// A key of the world state: a chaincode's name and a key of its own, as bytes.
///
/// State is scoped exclusively to the chaincode that created it (thesis, A.3.2): the name, a zero byte (which no name
/// has), then the key. So the keys of a chaincode lie together, in their own order.
public struct QualifiedKey: Hashable, Sendable {
    /// The name, a zero byte and the key.
    public let bytes: [UInt8]

    /// Creates a key from its bytes, as a store gives them back.
    public init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Qualifies a chaincode's key with its name.
    public init(_ key: StateKey, in namespace: String) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(namespace.utf8.count + 1 + key.bytes.count)
        bytes.append(contentsOf: namespace.utf8)
        bytes.append(0)
        bytes.append(contentsOf: key.bytes)
        self.bytes = bytes
    }

    /// The first key after all keys of a chaincode.
    public static func end(of namespace: String) -> QualifiedKey {
        QualifiedKey(bytes: Array(namespace.utf8) + [1])
    }

    /// The chaincode's name; empty if the bytes are no qualified key.
    public var namespace: String {
        String(decoding: bytes[..<(bytes.firstIndex(of: 0) ?? 0)], as: UTF8.self)
    }

    /// The chaincode's own key.
    public var key: StateKey {
        guard let separator = bytes.firstIndex(of: 0) else { return StateKey(bytes) }
        return StateKey(Array(bytes[(separator + 1)...]))
    }
}

extension QualifiedKey: Comparable {
    public static func < (left: QualifiedKey, right: QualifiedKey) -> Bool {
        precedes(left.bytes, right.bytes)
    }
}

extension QualifiedKey: CustomStringConvertible {
    public var description: String { "\(namespace)/\(key)" }
}

/// Whether one run of bytes stands before another: as SQLite and `memcmp` order them. The keys of a chaincode begin
/// with the same bytes, so that eight are compared at a time.
func precedes(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    unsafe left.withUnsafeBytes { left in
        unsafe right.withUnsafeBytes { right in
            let common = min(left.count, right.count)
            var index = 0
            // Each load lies within the first `common` bytes of both.
            while index + 8 <= common {
                let first = UInt64(bigEndian: unsafe left.loadUnaligned(fromByteOffset: index, as: UInt64.self))
                let second = UInt64(bigEndian: unsafe right.loadUnaligned(fromByteOffset: index, as: UInt64.self))
                if first != second { return first < second }
                index += 8
            }
            while index < common {
                if unsafe left[index] != right[index] { return unsafe left[index] < right[index] }
                index += 1
            }
            return left.count < right.count
        }
    }
}
