import CBOR

/// A whole item as a tree: the tests' own generic decoder and encoder over the reader and writer.
enum Item: Hashable, Sendable {
    case unsigned(UInt64)
    case negative(Int64)
    case bytes([UInt8])
    case text(String)
    case array([Item])
    case map([Entry])

    struct Entry: Hashable, Sendable {
        let key: Int
        let value: Item
    }
}

extension Item {
    /// Decodes exactly one item.
    static func decode(_ bytes: [UInt8]) throws(CBORError) -> Item {
        var reader = CBORReader(bytes)
        let item = try Item(from: &reader)
        try reader.finish()
        return item
    }

    private init(from reader: inout CBORReader) throws(CBORError) {
        switch reader.nextKind {
        case .unsigned: self = .unsigned(try reader.unsigned())
        case .negative: self = .negative(try reader.int())
        case .bytes: self = .bytes(try reader.bytes())
        case .text: self = .text(try reader.text())
        case .array:
            var elements: [Item] = []
            for _ in 0..<(try reader.array()) { elements.append(try Item(from: &reader)) }
            self = .array(elements)
        case .map:
            var entries: [Entry] = []
            for _ in 0..<(try reader.map()) {
                entries.append(Entry(key: try reader.key(), value: try Item(from: &reader)))
            }
            self = .map(entries)
        case nil:
            // Outside the profile, or the end: whichever it is, the reader says so.
            self = .unsigned(try reader.unsigned())
        }
    }

    /// The encoding of the item.
    var encoded: [UInt8] {
        var writer = CBORWriter()
        write(to: &writer)
        return writer.encoded
    }

    private func write(to writer: inout CBORWriter) {
        switch self {
        case .unsigned(let value): writer.unsigned(value)
        case .negative(let value): writer.int(value)
        case .bytes(let value): writer.bytes(value)
        case .text(let value): writer.text(value)
        case .array(let elements):
            writer.array(elements.count)
            for element in elements { element.write(to: &writer) }
        case .map(let entries):
            writer.map(entries.count)
            for entry in entries {
                writer.key(entry.key)
                entry.value.write(to: &writer)
            }
        }
    }
}

extension Item: CustomStringConvertible {
    /// Diagnostic notation (RFC 8949, section 8).
    var description: String {
        switch self {
        case .unsigned(let value): "\(value)"
        case .negative(let value): "\(value)"
        case .bytes(let value): "h'\(hex(value))'"
        case .text(let value): "\"\(value.unicodeScalars.map(\.diagnostic).joined())\""
        case .array(let elements): "[\(elements.map(\.description).joined(separator: ", "))]"
        case .map(let entries):
            "{\(entries.map { "\($0.key): \($0.value)" }.joined(separator: ", "))}"
        }
    }
}

extension Unicode.Scalar {
    fileprivate var diagnostic: String {
        switch value {
        case 0x22, 0x5c: "\\\(self)"
        case 0..<0x80: "\(self)"
        case 0x80..<0x1_0000: "\\u\(padded(4))"
        default: "\\U\(padded(8))"
        }
    }

    private func padded(_ digits: Int) -> String {
        let number = String(value, radix: 16)
        return String(repeating: "0", count: digits - number.count) + number
    }
}
