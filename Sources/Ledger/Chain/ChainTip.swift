public import Cryptography
public import Units

/// Where a chain ends: all that the next block follows from.
public struct ChainTip: Hashable, Sendable {
    /// The number of blocks, which is the number of the next one.
    public let height: Int

    /// The hash of the last block's header; all zeros before the first.
    public let hash: Digest

    /// The right edge of the tree over all leaves.
    public let frontier: MerkleFrontier

    /// The commit hash after the last block.
    public let commitHash: CommitHash

    /// When the last block was cut.
    public let time: Instant

    /// The number of the block with the configuration in force.
    public let configurationBlock: Int

    /// The end of the empty chain.
    public static let origin = ChainTip(
        height: 0,
        hash: .zero,
        frontier: MerkleFrontier(),
        commitHash: .initial,
        time: Instant(milliseconds: .min),
        configurationBlock: 0
    )

    /// Creates a tip.
    public init(
        height: Int,
        hash: Digest,
        frontier: MerkleFrontier,
        commitHash: CommitHash,
        time: Instant,
        configurationBlock: Int
    ) {
        self.height = height
        self.hash = hash
        self.frontier = frontier
        self.commitHash = commitHash
        self.time = time
        self.configurationBlock = configurationBlock
    }
}

/// A transaction and what became of it.
public struct ValidatedTransaction: Hashable, Sendable {
    /// The transaction.
    public let envelope: Envelope

    /// What became of it.
    public let code: ValidationCode

    /// Creates a validated transaction.
    public init(_ envelope: Envelope, code: ValidationCode) {
        self.envelope = envelope
        self.code = code
    }
}

/// A block with everything that follows from its transactions, before it is sealed.
public struct BlockDraft: Sendable {
    /// The header.
    public let header: BlockHeader

    /// The header's bytes, which the orderer signs.
    public let headerBytes: [UInt8]

    /// The transactions.
    public let transactions: [ValidatedTransaction]

    /// The hashes of the transactions' leaves.
    public let leaves: [Digest]

    /// The subtrees of the ledger's tree that the leaves complete, in the order of their completion.
    public let subtrees: [MerkleFrontier.CompleteSubtree]

    /// The state updates of the valid transactions.
    public let updates: StateUpdates

    /// The chain's end after the block.
    public let tip: ChainTip
}

extension ChainTip {
    /// The block that follows with these transactions.
    ///
    /// A stored block is right if its header is the one that this gives (``replay(_:)``).
    ///
    /// - Parameters:
    ///   - transactions: The transactions with their codes.
    ///   - time: When the block was cut; never taken as earlier than the block before it.
    public func next(_ transactions: [ValidatedTransaction], time: Instant) -> BlockDraft {
        var tree = TreeGrowth(frontier)
        var updates = StateUpdates()
        var configurationBlock = self.configurationBlock
        for (index, transaction) in transactions.enumerated() {
            tree.append(Leaf(number: tree.frontier.size, transaction).hash)
            updates.record(transaction, version: Version(block: height, transaction: index))
            if transaction.changesConfiguration { configurationBlock = height }
        }
        let header = header(
            over: tree,
            commitHash: commitHash.next(updates),
            time: max(time, self.time),
            configurationBlock: configurationBlock
        )
        let bytes = header.encoded
        return BlockDraft(
            header: header,
            headerBytes: bytes,
            transactions: transactions,
            leaves: tree.leaves,
            subtrees: tree.subtrees,
            updates: updates,
            tip: ChainTip(header, hash: BlockHeader.hash(of: bytes), frontier: tree.frontier)
        )
    }

    /// The header of the block whose leaves the tree has taken in.
    func header(
        over tree: TreeGrowth,
        commitHash: CommitHash,
        time: Instant,
        configurationBlock: Int
    ) -> BlockHeader {
        BlockHeader(
            number: height,
            previousHash: hash,
            firstLeaf: frontier.size,
            count: tree.leaves.count,
            dataRoot: MerkleTree.root(of: tree.leaves),
            ledgerRoot: tree.frontier.root,
            commitHash: commitHash,
            time: time,
            configurationBlock: configurationBlock
        )
    }

    /// The ledger's tree as a block's leaves are appended.
    struct TreeGrowth {
        private(set) var frontier: MerkleFrontier
        private(set) var leaves: [Digest] = []
        private(set) var subtrees: [MerkleFrontier.CompleteSubtree] = []

        init(_ frontier: MerkleFrontier) {
            self.frontier = frontier
        }

        mutating func append(_ leaf: Digest) {
            leaves.append(leaf)
            frontier.append(leaf) { subtrees.append($0) }
        }
    }

    /// The end of a chain whose last block has this header.
    public init(_ header: BlockHeader, hash: Digest, frontier: MerkleFrontier) {
        self.init(
            height: header.number + 1,
            hash: hash,
            frontier: frontier,
            commitHash: header.commitHash,
            time: header.time,
            configurationBlock: header.configurationBlock
        )
    }
}

extension Leaf {
    /// The leaf of a transaction at a place of the ledger.
    public init(number: Int, _ transaction: ValidatedTransaction) {
        let envelope = transaction.envelope
        self.init(number: number, txid: envelope.txid, code: transaction.code, content: envelope.content)
    }
}

extension StateUpdates {
    /// Adds what a transaction changes: its writes, if it is valid.
    public mutating func record(_ transaction: ValidatedTransaction, version: Version) {
        guard transaction.code == .valid else { return }
        record(transaction.envelope.result.writes, of: transaction.envelope.proposal.chaincode, version: version)
    }
}

extension ValidatedTransaction {
    var changesConfiguration: Bool {
        code == .valid && envelope.proposal.chaincode == ChannelConfiguration.chaincode
    }
}
