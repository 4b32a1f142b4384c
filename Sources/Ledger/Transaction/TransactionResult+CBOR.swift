import CBOR
public import Cryptography

extension TransactionResult {
    /// The bytes that endorsers sign: `{1: reads, 2: ranges, 3: writes, 4: response}`.
    ///
    /// A read is `[key, block, transaction]`, or `[key]` where the key had no value; a range `[from, to, digest]`, or
    /// `[from, digest]` without an end; a write `[key, value]`, or `[key]` for a deletion.
    public var encoded: [UInt8] {
        var writer = CBORWriter(capacity: 256)
        writer.map(4)
        writer.key(1)
        writer.array(reads.count)
        for read in reads { writer.versioned(read.key.bytes, read.version) }
        writer.key(2)
        writer.array(ranges.count)
        for range in ranges { range.write(to: &writer) }
        writer.key(3)
        writer.array(writes.count)
        for write in writes { write.write(to: &writer) }
        writer.key(4)
        writer.bytes(response)
        return writer.encoded
    }

    /// Reads a result and confirms that reads and writes are in key order, each key once.
    ///
    /// - Throws: ``LedgerFormatError``.
    public init(encoded: [UInt8]) throws(LedgerFormatError) {
        self = try decoding("result", encoded) { reader throws(CBORError) in
            try reader.map(of: 4)
            try reader.key(1)
            let reads = try reader.list { reader throws(CBORError) in try KeyRead(from: &reader) }
            try reader.key(2)
            let ranges = try reader.list { reader throws(CBORError) in try RangeRead(from: &reader) }
            try reader.key(3)
            let writes = try reader.list { reader throws(CBORError) in try KeyWrite(from: &reader) }
            try reader.key(4)
            return TransactionResult(reads: reads, ranges: ranges, writes: writes, response: try reader.bytes())
        }
        guard ascends(reads.map(\.key)) else { throw .disordered(structure: "result", list: "read set") }
        guard ascends(writes.map(\.key)) else { throw .disordered(structure: "result", list: "write set") }
    }
}

extension RangeRead {
    /// The hash of what a range query found: SHA-256 of an array of `[key, block, transaction]`, keys as the chaincode
    /// sees them.
    public static func digest(of entries: [StateEntry]) -> Digest {
        var writer = CBORWriter(capacity: 16 + entries.count * 48)
        writer.array(entries.count)
        for entry in entries { writer.versioned(entry.key.key.bytes, entry.value.version) }
        return .sha256(writer.encoded)
    }

    fileprivate func write(to writer: inout CBORWriter) {
        writer.array(to == nil ? 2 : 3)
        writer.bytes(from.bytes)
        if let to { writer.bytes(to.bytes) }
        writer.bytes(digest.bytes)
    }

    fileprivate init(from reader: inout CBORReader) throws(CBORError) {
        let count = try reader.array(of: 2, or: 3)
        let from = StateKey(try reader.bytes())
        let to = count == 3 ? StateKey(try reader.bytes()) : nil
        self.init(from: from, to: to, digest: try reader.digest())
    }
}

extension KeyRead {
    fileprivate init(from reader: inout CBORReader) throws(CBORError) {
        let count = try reader.array(of: 1, or: 3)
        let key = StateKey(try reader.bytes())
        guard count == 3 else {
            self.init(key: key, version: nil)
            return
        }
        self.init(key: key, version: Version(block: try reader.count(), transaction: try reader.count()))
    }
}

extension KeyWrite {
    fileprivate func write(to writer: inout CBORWriter) {
        writer.array(value == nil ? 1 : 2)
        writer.bytes(key.bytes)
        if let value { writer.bytes(value) }
    }

    fileprivate init(from reader: inout CBORReader) throws(CBORError) {
        let count = try reader.array(of: 1, or: 2)
        self.init(key: StateKey(try reader.bytes()), value: count == 2 ? try reader.bytes() : nil)
    }
}

extension CBORWriter {
    /// Writes a key with the version it has, or alone.
    fileprivate mutating func versioned(_ key: [UInt8], _ version: Version?) {
        array(version == nil ? 1 : 3)
        bytes(key)
        guard let version else { return }
        unsigned(UInt64(version.block))
        unsigned(UInt64(version.transaction))
    }
}

private func ascends(_ keys: [StateKey]) -> Bool {
    zip(keys, keys.dropFirst()).allSatisfy { $0 < $1 }
}
