import CBOR
public import Cryptography

extension LedgerSnapshot {
    /// The format that this program writes and reads.
    public static let format = 1

    /// What a file of a snapshot begins with.
    static let magic = Array("commonwatt snap\n".utf8)

    private static let headSize = magic.count + 4 + 8

    /// The file's bytes: `commonwatt snap` and a line feed, the format's number in four bytes and the number of all
    /// bytes in eight, the most significant first; the body; SHA-256 of everything before.
    ///
    /// The body: `{1: blocks [[number, header, seal, [[code, leaf, envelope]]]], 2: certificates, 3: the edge's levels,
    /// 4: identifiers in one byte string, 5: state [[key, value, block, transaction]]}`.
    public var encoded: [UInt8] {
        let body = body
        var bytes = Self.magic
        bytes.reserveCapacity(Self.headSize + body.count + Digest.byteCount)
        Self.append(Self.format, count: 4, to: &bytes)
        Self.append(Self.headSize + body.count + Digest.byteCount, count: 8, to: &bytes)
        bytes.append(contentsOf: body)
        bytes.append(contentsOf: Digest.sha256(bytes).bytes)
        return bytes
    }

    /// The hash that a file of a snapshot ends with, which names the snapshot.
    public static func hash(of encoded: [UInt8]) -> Digest? {
        Digest(Array(encoded.suffix(Digest.byteCount)))
    }

    private static func append(_ number: Int, count: Int, to bytes: inout [UInt8]) {
        for shift in stride(from: 8 * (count - 1), through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    private var body: [UInt8] {
        var writer = CBORWriter(capacity: 4_096 + identifiers.count * Digest.byteCount + state.count * 128)
        writer.map(5)
        writer.key(1)
        writer.array(blocks.count)
        for block in blocks { Self.write(block, to: &writer) }
        writer.key(2)
        writer.array(certificates.count)
        for certificate in certificates { writer.bytes(certificate) }
        writer.key(3)
        writer.array(edge.levels.count)
        for level in edge.levels { writer.bytes(Self.joined(level)) }
        writer.key(4)
        writer.bytes(Self.joined(identifiers))
        writer.key(5)
        writer.array(state.count)
        state.forEach { key, value in
            writer.array(4)
            writer.bytes(key.bytes)
            writer.bytes(value.value)
            writer.unsigned(UInt64(value.version.block))
            writer.unsigned(UInt64(value.version.transaction))
        }
        return writer.encoded
    }

    private static func write(_ block: StoredBlock, to writer: inout CBORWriter) {
        writer.array(4)
        writer.unsigned(UInt64(block.number))
        writer.bytes(block.header)
        writer.bytes(block.seal)
        writer.array(block.transactions.count)
        for transaction in block.transactions {
            writer.array(3)
            writer.int(Int64(transaction.code))
            writer.bytes(transaction.leaf.bytes)
            writer.bytes(transaction.envelope)
        }
    }

    private static func joined(_ digests: [Digest]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digests.count * Digest.byteCount)
        for digest in digests { bytes.append(contentsOf: digest.bytes) }
        return bytes
    }
}

extension LedgerSnapshot {
    /// Reads a file of a snapshot.
    ///
    /// - Throws: ``SnapshotError``.
    public init(encoded bytes: [UInt8]) throws(SnapshotError) {
        try Self.checkFrame(bytes)
        var reader = CBORReader(Array(bytes[Self.headSize..<(bytes.count - Digest.byteCount)]))
        let parts: Parts
        do throws(CBORError) {
            parts = try Parts(&reader)
            try reader.finish()
        } catch {
            throw .malformed("\(error)")
        }
        guard let edge = TileEdge(levels: parts.levels) else { throw .malformed("its tree has no such edge") }
        guard let state = WorldState(ascending: parts.state) else {
            throw .inconsistent("the keys of its state are not in order")
        }
        try self.init(
            blocks: try parts.blocks.map { parts throws(SnapshotError) in try Self.block(parts) },
            certificates: parts.certificates,
            edge: edge,
            identifiers: parts.identifiers,
            state: state
        )
    }

    /// Tells what is no snapshot, cut off, altered or of another format from a whole one.
    private static func checkFrame(_ bytes: [UInt8]) throws(SnapshotError) {
        guard bytes.starts(with: magic) else {
            throw magic.starts(with: bytes) ? .cutOff(found: bytes.count, expected: headSize) : .foreign
        }
        guard bytes.count >= headSize + Digest.byteCount else {
            throw .cutOff(found: bytes.count, expected: max(headSize + Digest.byteCount, length(bytes)))
        }
        // Of whatever format it is, a file ends with the hash of everything before.
        guard Digest.sha256(Array(bytes.dropLast(Digest.byteCount))) == hash(of: bytes) else {
            let expected = length(bytes)
            throw expected > bytes.count ? .cutOff(found: bytes.count, expected: expected) : .altered
        }
        let format = number(bytes[magic.count..<(magic.count + 4)])
        guard format == Self.format else { throw .format(format) }
        guard length(bytes) == bytes.count else { throw .altered }
    }

    private static func length(_ bytes: [UInt8]) -> Int {
        guard bytes.count >= headSize else { return 0 }
        return number(bytes[(magic.count + 4)..<headSize])
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int {
        Int(clamping: bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }

    private static func block(_ parts: Parts.Block) throws(SnapshotError) -> StoredBlock {
        guard let header = try? BlockHeader(encoded: parts.header), header.firstLeaf <= Int.max / 2 else {
            throw .inconsistent("the header of block \(parts.number) cannot be read")
        }
        var transactions: [StoredTransaction] = []
        for (index, transaction) in parts.transactions.enumerated() {
            guard let envelope = try? Envelope(encoded: transaction.envelope) else {
                throw .inconsistent("transaction \(index) of block \(parts.number) cannot be read")
            }
            transactions.append(
                StoredTransaction(
                    number: header.firstLeaf + index,
                    txid: envelope.txid,
                    code: transaction.code,
                    leaf: transaction.leaf,
                    envelope: transaction.envelope
                )
            )
        }
        return StoredBlock(number: parts.number, header: parts.header, seal: parts.seal, transactions: transactions)
    }

    /// What a snapshot's body says, of which nothing has been judged yet.
    private struct Parts {
        struct Block {
            let number: Int
            let header: [UInt8]
            let seal: [UInt8]
            let transactions: [(code: Int, leaf: Digest, envelope: [UInt8])]
        }

        let blocks: [Block]
        let certificates: [[UInt8]]
        let levels: [[Digest]]
        let identifiers: [Digest]
        let state: [StateEntry]

        init(_ reader: inout CBORReader) throws(CBORError) {
            try reader.map(of: 5)
            try reader.key(1)
            blocks = try reader.list { reader throws(CBORError) in
                try reader.array(of: 4)
                return Block(
                    number: try reader.count(),
                    header: try reader.bytes(),
                    seal: try reader.bytes(),
                    transactions: try reader.list { reader throws(CBORError) in
                        try reader.array(of: 3)
                        return (code: Int(try reader.int()), leaf: try reader.digest(), envelope: try reader.bytes())
                    }
                )
            }
            try reader.key(2)
            certificates = try reader.list { reader throws(CBORError) in try reader.bytes() }
            try reader.key(3)
            levels = try reader.list { reader throws(CBORError) in try Self.digests(&reader) }
            try reader.key(4)
            identifiers = try Self.digests(&reader)
            try reader.key(5)
            state = try reader.list { reader throws(CBORError) in
                try reader.array(of: 4)
                let key = QualifiedKey(bytes: try reader.bytes())
                let value = try reader.bytes()
                let version = Version(block: try reader.count(), transaction: try reader.count())
                return StateEntry(key, VersionedValue(value, version: version))
            }
        }

        private static func digests(_ reader: inout CBORReader) throws(CBORError) -> [Digest] {
            let start = reader.offset
            let bytes = try reader.bytes()
            guard bytes.count.isMultiple(of: Digest.byteCount) else { throw CBORError(.outOfRange, at: start) }
            return stride(from: 0, to: bytes.count, by: Digest.byteCount).compactMap {
                Digest(Array(bytes[$0..<($0 + Digest.byteCount)]))
            }
        }
    }
}
