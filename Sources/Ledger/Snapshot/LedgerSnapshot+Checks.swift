import Cryptography
import Units

extension LedgerSnapshot {
    static func tip(of last: StoredBlock, edge: TileEdge) throws(SnapshotError) -> ChainTip {
        let header = try header(of: last)
        let frontier = edge.frontier
        let end = header.firstLeaf.addingReportingOverflow(header.count)
        guard !end.overflow, frontier.size == end.partialValue, frontier.root == header.ledgerRoot else {
            throw .inconsistent("its tree does not have the root that block \(header.number) names")
        }
        return ChainTip(header, hash: BlockHeader.hash(of: last.header), frontier: frontier)
    }

    func check(ascending digests: [Digest], _ what: String) throws(SnapshotError) {
        guard zip(digests, digests.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw .inconsistent("its \(what) are not in order")
        }
    }

    /// Confirms that the blocks are whole, and just those that belong to a snapshot.
    func checkBlocks() throws(SnapshotError) {
        var wanted: Set<Int> = [tip.height - 1]
        var next = tip.height - 1
        for block in blocks.reversed() where block.number == next {
            let header = try Self.header(of: block)
            guard header.configurationBlock <= next else {
                throw .inconsistent("block \(next) names a configuration that comes after it")
            }
            wanted.insert(header.configurationBlock)
            next = header.configurationBlock - 1
            if next >= 0 { wanted.insert(next) }
        }
        guard blocks.map(\.number) == wanted.sorted() else {
            throw .inconsistent("it has blocks that do not belong to it, or lacks one that does")
        }
        for block in blocks { try Self.checkTransactions(of: block) }
    }

    private static func checkTransactions(of block: StoredBlock) throws(SnapshotError) {
        let header = try header(of: block)
        guard header.count == block.transactions.count else {
            throw .inconsistent("block \(block.number) does not have the transactions that its header names")
        }
        for (index, stored) in block.transactions.enumerated() {
            let transaction = try? block.validatedTransaction(index)
            let number = header.firstLeaf + index
            guard let transaction, stored.number == number, stored.leaf == Leaf(number: number, transaction).hash else {
                throw .inconsistent("transaction \(index) of block \(block.number) is not what its leaf says")
            }
        }
        guard MerkleTree.root(of: block.transactions.map(\.leaf)) == header.dataRoot else {
            throw .inconsistent("block \(block.number) does not have the transactions that its header names")
        }
    }

    func checkVersions() throws(SnapshotError) {
        try state.forEach { (key, value) throws(SnapshotError) in
            guard value.version.block < tip.height else {
                throw .inconsistent("the key \(key) has a version after block \(tip.height - 1)")
            }
        }
    }

    private static func header(of block: StoredBlock) throws(SnapshotError) -> BlockHeader {
        guard let header = try? BlockHeader(encoded: block.header), header.number == block.number else {
            throw .inconsistent("the header of block \(block.number) cannot be read")
        }
        return header
    }

    /// The configurations up to the last block, each found to be what the one before it allows, and the last block
    /// found to be signed by an orderer whom they name.
    ///
    /// Whether the organisations in them are the ones that the reader means is for the reader to compare.
    ///
    /// - Throws: ``SnapshotError``.
    public func configurations() throws(SnapshotError) -> ConfigurationHistory {
        let history: ConfigurationHistory
        do throws(ConfigurationHistoryError) { history = try ConfigurationHistory(of: self) } catch {
            throw .inconsistent("\(error)")
        }
        // A block that sets a configuration is sealed under the one before it.
        let before = history.entries.last { $0.block < block }?.channel ?? history.channel
        var signers = IdentityDirectory()
        for certificate in certificates { signers.insert(der: certificate) }
        guard let seal = try? BlockSeal(encoded: last.seal) else {
            throw .inconsistent("the seal of block \(block) cannot be read")
        }
        if let problem = before.problem(with: seal, of: last.header, signers: signers, at: tip.time) {
            throw .inconsistent("the seal of block \(block): \(problem)")
        }
        return history
    }
}
