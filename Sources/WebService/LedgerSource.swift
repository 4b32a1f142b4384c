public import Allocation
public import Monitor
public import Units

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

    /// The periods that were opened before a time, the latest first; all where there is no time.
    func periods(before: Instant?, limit: Int) async throws -> [RecordedPeriod]

    /// A member's bill of the period that was opened at a time, or of the last one, with the proofs of the transactions
    /// that it is made of, as `commonwatt ledger bill --check` reads it.
    ///
    /// - Throws: ``BillRefusal`` among others.
    func bill(of building: BuildingID, openedAt: Instant?) async throws -> [UInt8]
}

/// Why there is no bill.
public struct BillRefusal: Error, Hashable, Sendable {
    /// Whether there may be one for whoever asks again at once: the page makes one bill at a time.
    public let isBusy: Bool

    /// Why, in a sentence.
    public let reason: String

    /// Creates a refusal.
    public init(_ reason: String, isBusy: Bool = false) {
        self.reason = reason
        self.isBusy = isBusy
    }
}
