import CBOR
public import Cryptography
public import Units

/// What the orderer signs of a block, and what the next block's header names by its hash.
public struct BlockHeader: Hashable, Sendable {
    /// The block's number; the genesis block is 0.
    public let number: Int

    /// The hash of the previous block's header; all zeros in the genesis block.
    public let previousHash: Digest

    /// The place of its first transaction in the ledger.
    public let firstLeaf: Int

    /// The number of its transactions.
    public let count: Int

    /// The root of the tree over the block's own leaves.
    public let dataRoot: Digest

    /// The root of the tree over all leaves of the ledger up to and with this block.
    public let ledgerRoot: Digest

    /// The hash chained over the state updates of all blocks.
    public let commitHash: CommitHash

    /// When the block was cut.
    public let time: Instant

    /// The number of the block with the configuration in force.
    public let configurationBlock: Int

    /// Creates a header.
    public init(
        number: Int,
        previousHash: Digest,
        firstLeaf: Int,
        count: Int,
        dataRoot: Digest,
        ledgerRoot: Digest,
        commitHash: CommitHash,
        time: Instant,
        configurationBlock: Int
    ) {
        self.number = number
        self.previousHash = previousHash
        self.firstLeaf = firstLeaf
        self.count = count
        self.dataRoot = dataRoot
        self.ledgerRoot = ledgerRoot
        self.commitHash = commitHash
        self.time = time
        self.configurationBlock = configurationBlock
    }
}

extension BlockHeader {
    /// The header's bytes: `{1: number, 2: previous hash, 3: first leaf, 4: count, 5: data root, 6: ledger root,
    /// 7: commit hash, 8: time in ms, 9: configuration block}`.
    public var encoded: [UInt8] {
        var writer = CBORWriter(capacity: 192)
        writer.map(9)
        writer.key(1)
        writer.unsigned(UInt64(number))
        writer.key(2)
        writer.bytes(previousHash.bytes)
        writer.key(3)
        writer.unsigned(UInt64(firstLeaf))
        writer.key(4)
        writer.unsigned(UInt64(count))
        writer.key(5)
        writer.bytes(dataRoot.bytes)
        writer.key(6)
        writer.bytes(ledgerRoot.bytes)
        writer.key(7)
        writer.bytes(commitHash.digest.bytes)
        writer.key(8)
        writer.int(time.milliseconds)
        writer.key(9)
        writer.unsigned(UInt64(configurationBlock))
        return writer.encoded
    }

    /// Reads a header.
    ///
    /// - Throws: ``LedgerFormatError``.
    public init(encoded: [UInt8]) throws(LedgerFormatError) {
        self = try decoding("block header", encoded) { reader throws(CBORError) in
            try reader.map(of: 9)
            try reader.key(1)
            let number = try reader.count()
            try reader.key(2)
            let previousHash = try reader.digest()
            try reader.key(3)
            let firstLeaf = try reader.count()
            try reader.key(4)
            let count = try reader.count()
            try reader.key(5)
            let dataRoot = try reader.digest()
            try reader.key(6)
            let ledgerRoot = try reader.digest()
            try reader.key(7)
            let commitHash = CommitHash(try reader.digest())
            try reader.key(8)
            let time = Instant(milliseconds: try reader.int())
            try reader.key(9)
            return BlockHeader(
                number: number,
                previousHash: previousHash,
                firstLeaf: firstLeaf,
                count: count,
                dataRoot: dataRoot,
                ledgerRoot: ledgerRoot,
                commitHash: commitHash,
                time: time,
                configurationBlock: try reader.count()
            )
        }
    }

    /// The hash of a header's bytes, which names the block.
    public static func hash(of encoded: [UInt8]) -> Digest {
        .sha256(encoded)
    }
}

/// The orderer's signature over a header's bytes.
public struct BlockSeal: Hashable, Sendable {
    /// The fingerprint of the orderer's certificate.
    public let orderer: Digest

    /// The signature over the header's bytes.
    public let signature: [UInt8]

    /// Creates a seal.
    public init(orderer: Digest, signature: [UInt8]) {
        self.orderer = orderer
        self.signature = signature
    }

    /// The seal's bytes: `{1: orderer, 2: signature}`.
    public var encoded: [UInt8] {
        var writer = CBORWriter(capacity: 120)
        writer.map(2)
        writer.key(1)
        writer.bytes(orderer.bytes)
        writer.key(2)
        writer.bytes(signature)
        return writer.encoded
    }

    /// Reads a seal.
    ///
    /// - Throws: ``LedgerFormatError``.
    public init(encoded: [UInt8]) throws(LedgerFormatError) {
        self = try decoding("block seal", encoded) { reader throws(CBORError) in
            try reader.map(of: 2)
            try reader.key(1)
            let orderer = try reader.digest()
            try reader.key(2)
            return BlockSeal(orderer: orderer, signature: try reader.bytes())
        }
    }
}
