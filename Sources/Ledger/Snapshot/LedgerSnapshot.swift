public import Cryptography

/// Everything that the blocks after one block follow from: the state with its versions, the chain's end, the
/// configurations up to there, the certificates, and the identifiers that are taken.
///
/// It follows from the chain and from nothing else: whoever has the same block has the same snapshot, byte for byte.
/// That is what it is trusted by; the block's header vouches for all of it but the state and the identifiers.
public struct LedgerSnapshot: Sendable {
    /// The blocks that set a configuration, the block before each, and the last block: ascending.
    public let blocks: [StoredBlock]

    /// The certificates (DER) that occur up to the last block, in the order of their fingerprints.
    public let certificates: [[UInt8]]

    /// The right edge of the tree over all leaves.
    public let edge: TileEdge

    /// The identifiers that are taken, ascending.
    public let identifiers: [Digest]

    /// The state after the last block.
    public let state: WorldState

    /// The channel's name.
    public let channel: String

    /// Where the chain ended.
    public let tip: ChainTip

    private let fingerprints: [Digest]

    /// Puts a snapshot together.
    ///
    /// - Throws: ``SnapshotError``, if its parts do not belong together.
    public init(
        blocks: [StoredBlock],
        certificates: [[UInt8]],
        edge: TileEdge,
        identifiers: [Digest],
        state: WorldState
    ) throws(SnapshotError) {
        self.blocks = blocks
        self.certificates = certificates
        self.edge = edge
        self.identifiers = identifiers
        self.state = state
        fingerprints = certificates.map { Digest.sha256($0) }
        guard let last = blocks.last, let genesis = blocks.first, genesis.number == 0 else {
            throw .inconsistent("it has no genesis block")
        }
        tip = try Self.tip(of: last, edge: edge)
        guard let founding = try? genesis.validatedTransaction(0) else {
            throw .inconsistent("its genesis block cannot be read")
        }
        channel = founding.envelope.proposal.channel
        try check(ascending: fingerprints, "certificates")
        try check(ascending: identifiers, "identifiers")
        try checkBlocks()
        try checkVersions()
    }

    /// The number of the last block.
    public var block: Int { tip.height - 1 }

    /// The last block.
    public var last: StoredBlock { blocks[blocks.count - 1] }

    /// Whether an identifier is taken by a transaction up to the last block.
    public func claims(_ txid: Digest) -> Bool { Self.find(txid, in: identifiers) != nil }
}

extension LedgerSnapshot: ChainReader {
    public func height() throws(ChainError) -> Int { tip.height }

    /// A block, if it is one of those that a snapshot has.
    public func block(_ number: Int) throws(ChainError) -> StoredBlock? { blocks.first { $0.number == number } }

    public func certificate(_ fingerprint: Digest) throws(ChainError) -> [UInt8]? {
        Self.find(fingerprint, in: fingerprints).map { certificates[$0] }
    }

    private static func find(_ digest: Digest, in sorted: [Digest]) -> Int? {
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle] < digest { low = middle + 1 } else { high = middle }
        }
        return low < sorted.count && sorted[low] == digest ? low : nil
    }
}
