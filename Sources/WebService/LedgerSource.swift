public import Monitor

/// Where the audit view reads: the ledger, without any way to write it.
///
/// Each of these throws whatever keeps the ledger from being read.
public protocol LedgerSource: Sendable {
    /// The key that signs the ledger's checkpoints, as verifiers are given it; `nil` where none are made.
    var logKey: String? { get }

    /// The blocks before a number, the latest first; before the ledger's end where there is no number.
    func blocks(before: Int?, limit: Int) throws -> [RecordedBlock]

    /// A block.
    func block(_ number: Int) throws -> RecordedBlock?

    /// A transaction by its identifier, 64 hexadecimal digits.
    func transaction(_ id: String) throws -> RecordedTransaction?

    /// What a search finds.
    func search(_ query: LedgerQuery) throws -> LedgerFindings

    /// The proof that a transaction is in the ledger, as a C2SP tlog-proof file; `nil` as long as no checkpoint covers
    /// the transaction.
    func proof(of id: String) throws -> [UInt8]?
}
