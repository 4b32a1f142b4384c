public import Cryptography
import Units

/// A stored block that has been read and found to be what its header says.
public struct ReplayedBlock: Sendable {
    /// The seal, of which the signature has not been looked at.
    public let seal: BlockSeal

    /// The header.
    public let header: BlockHeader

    /// The header's bytes.
    public let headerBytes: [UInt8]

    /// The transactions.
    public let transactions: [ReplayedTransaction]

    /// The hashes of the transactions' leaves.
    public let leaves: [Digest]

    /// The state updates of the valid transactions.
    public let updates: StateUpdates

    /// The chain's end after the block.
    public let tip: ChainTip

    /// Whether the commit hash follows from the transactions; it does not where a redaction has taken values away, and
    /// is then the one that the orderer has signed.
    public var isCommitHashMade: Bool { !transactions.contains(where: \.hasLostValues) }
}

extension ReplayedBlock {
    /// A block that has just been made.
    public init(_ draft: BlockDraft, seal: BlockSeal) {
        self.init(
            seal: seal,
            header: draft.header,
            headerBytes: draft.headerBytes,
            transactions: draft.transactions.map(ReplayedTransaction.init),
            leaves: draft.leaves,
            updates: draft.updates,
            tip: draft.tip
        )
    }
}

/// A stored block is not what follows from its transactions.
public struct ReplayError: Error, Hashable, Sendable {
    /// The block's number.
    public let block: Int

    /// The transaction's place in the block; `nil` if it is the block as a whole.
    public let transaction: Int?

    /// What was looked at.
    public let subject: String

    /// What follows from the transactions or the format.
    public let expected: String

    /// What is stored.
    public let found: String
}

extension ReplayError: CustomStringConvertible {
    public var description: String {
        let place = transaction.map { "block \(block), transaction \($0)" } ?? "block \(block)"
        return "\(place): \(subject): expected \(expected), found \(found)"
    }
}

extension ChainTip {
    /// Makes a stored block again from its transactions and compares everything that is stored about it: numbers,
    /// identifiers, codes, leaves, the header byte for byte.
    ///
    /// Of a redacted transaction there is what the redaction has left; whether there is such a redaction is for the
    /// reader of the whole chain to see.
    ///
    /// What needs certificates or an execution (signatures, policies, whether the codes are the right ones) is not
    /// looked at.
    ///
    /// - Throws: ``ReplayError`` for the first difference.
    public func replay(_ block: StoredBlock) throws(ReplayError) -> ReplayedBlock {
        guard block.number == height else {
            throw ReplayError(block, subject: "number", expected: "\(height)", found: "\(block.number)")
        }
        let header: BlockHeader
        let seal: BlockSeal
        do {
            header = try BlockHeader(encoded: block.header)
            seal = try BlockSeal(encoded: block.seal)
        } catch {
            throw ReplayError(block, subject: "format", expected: "a header and a seal", found: error.description)
        }
        let replayed = try replay(block, header: header, seal: seal)
        try compare(header, with: replayed.header, of: block)
        guard replayed.headerBytes == block.header else {
            throw ReplayError(block, subject: "header", expected: "its only encoding", found: "another")
        }
        return replayed
    }

    /// The block that its transactions give.
    private func replay(
        _ block: StoredBlock,
        header: BlockHeader,
        seal: BlockSeal
    ) throws(ReplayError) -> ReplayedBlock {
        var transactions: [ReplayedTransaction] = []
        transactions.reserveCapacity(block.transactions.count)
        for index in block.transactions.indices { transactions.append(try read(index, of: block)) }
        var tree = TreeGrowth(frontier)
        var updates = StateUpdates()
        var configurationBlock = self.configurationBlock
        for (index, transaction) in transactions.enumerated() {
            let leaf = transaction.leaf(number: tree.frontier.size).hash
            guard leaf == block.transactions[index].leaf else {
                let found = block.transactions[index].leaf
                throw ReplayError(block, index, subject: "leaf", expected: leaf.hex, found: found.hex)
            }
            tree.append(leaf)
            updates.record(transaction, version: Version(block: height, transaction: index))
            if transaction.changesConfiguration { configurationBlock = height }
        }
        let made = self.header(
            over: tree,
            commitHash: transactions.contains(where: \.hasLostValues) ? header.commitHash : commitHash.next(updates),
            time: max(header.time, time),
            configurationBlock: configurationBlock
        )
        let bytes = made.encoded
        return ReplayedBlock(
            seal: seal,
            header: made,
            headerBytes: bytes,
            transactions: transactions,
            leaves: tree.leaves,
            updates: updates,
            tip: ChainTip(made, hash: BlockHeader.hash(of: bytes), frontier: tree.frontier)
        )
    }

    private func read(_ index: Int, of block: StoredBlock) throws(ReplayError) -> ReplayedTransaction {
        let stored = block.transactions[index]
        let number = frontier.size + index
        guard stored.number == number else {
            throw ReplayError(block, index, subject: "number", expected: "\(number)", found: "\(stored.number)")
        }
        return try block.replayedTransaction(index)
    }

    private func compare(
        _ found: BlockHeader,
        with expected: BlockHeader,
        of block: StoredBlock
    ) throws(ReplayError) {
        let fields = [
            ("number", "\(expected.number)", "\(found.number)"),
            ("previous hash", expected.previousHash.hex, found.previousHash.hex),
            ("first leaf", "\(expected.firstLeaf)", "\(found.firstLeaf)"),
            ("number of transactions", "\(expected.count)", "\(found.count)"),
            ("data root", expected.dataRoot.hex, found.dataRoot.hex),
            ("ledger root", expected.ledgerRoot.hex, found.ledgerRoot.hex),
            ("commit hash", expected.commitHash.digest.hex, found.commitHash.digest.hex),
            ("time", "\(expected.time.milliseconds)", "\(found.time.milliseconds)"),
            ("configuration block", "\(expected.configurationBlock)", "\(found.configurationBlock)"),
        ]
        for (subject, expected, found) in fields where expected != found {
            throw ReplayError(block, subject: subject, expected: expected, found: found)
        }
    }
}

extension ReplayError {
    fileprivate init(
        _ block: StoredBlock,
        _ transaction: Int? = nil,
        subject: String,
        expected: String,
        found: String
    ) {
        self.init(block: block.number, transaction: transaction, subject: subject, expected: expected, found: found)
    }
}

extension StoredBlock {
    /// A transaction with its code, read from what is stored, that must be whole.
    ///
    /// - Throws: ``ReplayError``, if they cannot be read, the identifier is another one, or the content was redacted.
    public func validatedTransaction(_ index: Int) throws(ReplayError) -> ValidatedTransaction {
        guard let whole = try replayedTransaction(index).whole else {
            let found = "what its redaction has left"
            throw ReplayError(self, index, subject: "content", expected: "an envelope", found: found)
        }
        return whole
    }

    /// A transaction with its code, or what a redaction has left of it, read from what is stored.
    ///
    /// - Throws: ``ReplayError``, if they cannot be read or the identifier is another one.
    public func replayedTransaction(_ index: Int) throws(ReplayError) -> ReplayedTransaction {
        let stored = transactions[index]
        guard let code = UInt8(exactly: stored.code).flatMap(ValidationCode.init(rawValue:)) else {
            let expected = "a validation code"
            throw ReplayError(self, index, subject: "validation code", expected: expected, found: "\(stored.code)")
        }
        let transaction: ReplayedTransaction
        do {
            transaction = try ReplayedTransaction(encoded: stored.envelope, code: code)
        } catch {
            throw ReplayError(self, index, subject: "format", expected: "an envelope", found: error.description)
        }
        guard transaction.txid == stored.txid else {
            let (expected, found) = (transaction.txid.hex, stored.txid.hex)
            throw ReplayError(self, index, subject: "identifier", expected: expected, found: found)
        }
        return transaction
    }

    /// The state updates of the block's valid transactions, and the commit hash after it; for a state that has the
    /// blocks before it.
    ///
    /// Where a redaction has taken values away the commit hash is the header's, and the keys have no values until later
    /// blocks give them new ones.
    ///
    /// - Throws: ``ReplayError``, if a transaction cannot be read or the commit hash is not the header's.
    public func stateUpdates(
        after commitHash: CommitHash
    ) throws(ReplayError) -> (updates: StateUpdates, commitHash: CommitHash) {
        let (updates, isComplete) = try stateUpdates()
        let header: BlockHeader
        do {
            header = try BlockHeader(encoded: self.header)
        } catch {
            throw ReplayError(self, subject: "format", expected: "a header", found: error.description)
        }
        let next = isComplete ? commitHash.next(updates) : header.commitHash
        guard header.commitHash == next else {
            let (expected, found) = (next.digest.hex, header.commitHash.digest.hex)
            throw ReplayError(self, subject: "commit hash", expected: expected, found: found)
        }
        return (updates, next)
    }

    /// The state updates of the block's valid transactions, and whether all their values are there.
    ///
    /// - Throws: ``ReplayError``, if a transaction cannot be read.
    public func stateUpdates() throws(ReplayError) -> (updates: StateUpdates, isComplete: Bool) {
        var updates = StateUpdates()
        var isComplete = true
        for index in transactions.indices {
            let transaction = try replayedTransaction(index)
            updates.record(transaction, version: Version(block: number, transaction: index))
            if transaction.hasLostValues { isComplete = false }
        }
        return (updates, isComplete)
    }
}
