import Cryptography
import Units

/// A stored block that has been read and found to be what its header says.
public struct ReplayedBlock: Sendable {
    /// The seal, of which the signature has not been looked at.
    public let seal: BlockSeal

    /// The block, made again from its transactions.
    public let draft: BlockDraft
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
        var transactions: [ValidatedTransaction] = []
        transactions.reserveCapacity(block.transactions.count)
        for index in block.transactions.indices { transactions.append(try read(index, of: block)) }
        let draft = next(transactions, time: header.time)
        for (index, leaf) in draft.leaves.enumerated() where leaf != block.transactions[index].leaf {
            let found = block.transactions[index].leaf
            throw ReplayError(block, index, subject: "leaf", expected: leaf.hex, found: found.hex)
        }
        try compare(header, with: draft.header, of: block)
        guard draft.headerBytes == block.header else {
            throw ReplayError(block, subject: "header", expected: "its only encoding", found: "another")
        }
        return ReplayedBlock(seal: seal, draft: draft)
    }

    private func read(_ index: Int, of block: StoredBlock) throws(ReplayError) -> ValidatedTransaction {
        let stored = block.transactions[index]
        let number = frontier.size + index
        guard stored.number == number else {
            throw ReplayError(block, index, subject: "number", expected: "\(number)", found: "\(stored.number)")
        }
        return try block.validatedTransaction(index)
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
    /// A transaction with its code, read from what is stored.
    ///
    /// - Throws: ``ReplayError``, if they cannot be read or the identifier is another one.
    public func validatedTransaction(_ index: Int) throws(ReplayError) -> ValidatedTransaction {
        let stored = transactions[index]
        guard let code = UInt8(exactly: stored.code).flatMap(ValidationCode.init(rawValue:)) else {
            let expected = "a validation code"
            throw ReplayError(self, index, subject: "validation code", expected: expected, found: "\(stored.code)")
        }
        let envelope: Envelope
        do {
            envelope = try Envelope(encoded: stored.envelope)
        } catch {
            throw ReplayError(self, index, subject: "format", expected: "an envelope", found: error.description)
        }
        guard envelope.txid == stored.txid else {
            let (expected, found) = (envelope.txid.hex, stored.txid.hex)
            throw ReplayError(self, index, subject: "identifier", expected: expected, found: found)
        }
        return ValidatedTransaction(envelope, code: code)
    }

    /// The state updates of the block's valid transactions, and the commit hash after it; for a state that has the
    /// blocks before it.
    ///
    /// - Throws: ``ReplayError``, if a transaction cannot be read or the commit hash is not the header's.
    public func stateUpdates(
        after commitHash: CommitHash
    ) throws(ReplayError) -> (updates: StateUpdates, commitHash: CommitHash) {
        var updates = StateUpdates()
        for index in transactions.indices {
            let version = Version(block: number, transaction: index)
            updates.record(try validatedTransaction(index), version: version)
        }
        let next = commitHash.next(updates)
        let header: BlockHeader
        do {
            header = try BlockHeader(encoded: self.header)
        } catch {
            throw ReplayError(self, subject: "format", expected: "a header", found: error.description)
        }
        guard header.commitHash == next else {
            let (expected, found) = (next.digest.hex, header.commitHash.digest.hex)
            throw ReplayError(self, subject: "commit hash", expected: expected, found: found)
        }
        return (updates, next)
    }
}
