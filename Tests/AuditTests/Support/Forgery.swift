import Audit
import Ledger
import LedgerTestKit
import Testing

/// A ledger that is not what it should be, and what an audit must say of it.
struct Forgery: Sendable, CustomTestStringConvertible {
    /// What has been done.
    let name: String

    /// The level that must find it; no lower one can.
    let level: AuditLevel

    /// The block and, where it is about one, the transaction to be named.
    let block: Int
    let transaction: Int?

    /// What is to be named.
    let subject: String

    /// Makes the ledger.
    let make: @Sendable (ExampleChain) throws -> MemoryChain

    var testDescription: String { name }

    init(
        _ name: String,
        _ level: AuditLevel,
        block: Int,
        transaction: Int? = nil,
        subject: String,
        make: @escaping @Sendable (ExampleChain) throws -> MemoryChain
    ) {
        self.name = name
        self.level = level
        self.block = block
        self.transaction = transaction
        self.subject = subject
        self.make = make
    }

    /// A forgery of a transaction by the operator, who makes everything above it again.
    init(
        _ name: String,
        _ level: AuditLevel,
        at place: Version,
        subject: String,
        rewrite: @escaping @Sendable (inout ChainScript) throws -> Void
    ) {
        self.init(name, level, block: place.block, transaction: place.transaction, subject: subject) { example in
            var script = example.script
            try rewrite(&script)
            return try script.chain()
        }
    }

    /// Expects the audit at its level to name the forgery, for any number of jobs, and the level below to be content.
    func check(_ example: ExampleChain, head: KnownHead? = nil) async throws -> Divergence {
        let chain = try make(example)
        let auditor = example.auditor(of: chain, head: head)
        let found = try #require(try await auditor.audit(level: level).firstDivergence)
        #expect(found.level == level && found.subject == subject, "\(found)")
        #expect(found.block == block && found.transaction == transaction, "\(found)")
        #expect(try await auditor.audit(level: level, jobs: 3).firstDivergence == found)
        #expect(try await auditor.audit(level: .calls, jobs: 2).firstDivergence == found)
        if let below = AuditLevel(rawValue: level.rawValue - 1) {
            #expect(try await auditor.audit(level: below).firstDivergence == nil)
        }
        return found
    }
}

extension StoredBlock {
    /// The block with another header, seal, number or transactions.
    func with(
        number: Int? = nil,
        header: [UInt8]? = nil,
        seal: [UInt8]? = nil,
        transactions: [StoredTransaction]? = nil
    ) -> StoredBlock {
        StoredBlock(
            number: number ?? self.number,
            header: header ?? self.header,
            seal: seal ?? self.seal,
            transactions: transactions ?? self.transactions
        )
    }

    /// The block with another value of one of its transactions.
    func with(_ index: Int, _ change: (StoredTransaction) -> StoredTransaction) -> StoredBlock {
        var transactions = self.transactions
        transactions[index] = change(transactions[index])
        return with(transactions: transactions)
    }
}

extension [UInt8] {
    /// The bytes with one bit of one of them flipped.
    func flipped(at index: Int) -> [UInt8] {
        var bytes = self
        bytes[index] ^= 1 << UInt8(index & 7)
        return bytes
    }
}
