import CBOR
import Cryptography
import Ledger

/// Reads one whole message, whose first entry is its kind.
func message<Value>(
    _ name: String,
    _ bytes: [UInt8],
    _ body: (inout CBORReader, _ kind: Int, _ entries: Int) throws -> Value?
) throws(WireError) -> Value {
    var reader = CBORReader(bytes)
    do {
        let entries = try reader.map()
        try reader.key(1)
        let kind = try reader.count()
        guard let value = try body(&reader, kind, entries) else {
            throw WireError("there is no message \(kind) with \(entries) entries")
        }
        try reader.finish()
        return value
    } catch {
        throw WireError("\(name) cannot be read: \(error)")
    }
}

extension CBORReader {
    /// Reads the entries of a place, under two keys.
    mutating func place(from key: Int) throws(CBORError) -> Version {
        try self.key(key)
        let block = try count()
        try self.key(key + 1)
        return Version(block: block, transaction: try count())
    }
}

extension CBORWriter {
    /// A message's map and its first entry.
    init(message kind: UInt64, entries: Int, capacity: Int = 64) {
        self.init(capacity: capacity)
        map(entries)
        entry(1, kind)
    }

    mutating func entry(_ key: Int, _ number: UInt64) {
        self.key(key)
        unsigned(number)
    }

    mutating func entry(_ key: Int, _ bytes: [UInt8]) {
        self.key(key)
        self.bytes(bytes)
    }

    mutating func entry(_ key: Int, _ text: String) {
        self.key(key)
        self.text(text)
    }

    mutating func place(_ place: Version, from key: Int) {
        entry(key, UInt64(place.block))
        entry(key + 1, UInt64(place.transaction))
    }

    mutating func list<Element>(_ elements: [Element], _ write: (inout CBORWriter, Element) -> Void) {
        array(elements.count)
        for element in elements { write(&self, element) }
    }
}
