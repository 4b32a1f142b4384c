import Allocation
import AllocationContract
import Cryptography
import Ledger
import LedgerStore
import Monitor
import Transparency
import Units
import WebService

/// The ledger that this process writes, as the audit view reads it.
struct ServedLedger: LedgerSource {
    let store: LedgerStore
    let logKey: String?
    /// Opens what is private.
    let reader: PrivateReader
    let desk = BillDesk()

    func blocks(before: Int?, limit: Int) throws -> [RecordedBlock] {
        let end = min(before ?? .max, try store.height())
        return try (max(0, end - limit)..<max(0, end)).reversed().compactMap(block)
    }

    func block(_ number: Int) throws -> RecordedBlock? {
        guard let stored = try store.block(number) else { return nil }
        let header = try BlockHeader(encoded: stored.header)
        return RecordedBlock(
            number: number,
            time: header.time,
            hash: BlockHeader.hash(of: stored.header).hex,
            transactions: try stored.transactions.enumerated().map { index, transaction in
                try RecordedTransaction(
                    transaction,
                    at: Version(block: number, transaction: index),
                    cut: header.time,
                    opening: reader
                )
            }
        )
    }

    func transaction(_ id: String) throws -> RecordedTransaction? {
        guard let committed = try Digest(hex: id).flatMap({ try store.transaction($0) }) else { return nil }
        guard let block = try store.block(committed.place.block) else { return nil }
        let time = try BlockHeader(encoded: block.header).time
        return try RecordedTransaction(committed.stored, at: committed.place, cut: time, opening: reader)
    }

    func search(_ query: LedgerQuery) throws -> LedgerFindings {
        try query.search(
            height: try store.height(),
            time: time(of:),
            block: block
        )
    }

    /// When a block was cut. A ledger that was begun from a snapshot does not have the earliest ones: they are old.
    func time(of number: Int) throws -> Instant {
        try store.block(number).map { try BlockHeader(encoded: $0.header).time } ?? .milliseconds(0)
    }

    func proof(of id: String) throws -> [UInt8]? {
        guard let stored = try Digest(hex: id).flatMap({ try store.transaction($0) })?.stored else { return nil }
        guard let checkpoint = try store.checkpoint(after: stored.number) else { return nil }
        guard let leaf = try stored.replayed()?.leaf(number: stored.number) else { return nil }
        let inclusion = try store.inclusionProof(index: stored.number, size: checkpoint.checkpoint.size)
        return TransactionProof(leaf: leaf.encoded, envelope: nil, inclusion: inclusion, checkpoint: checkpoint)
            .encoded
    }
}

extension RecordedTransaction {
    /// - Parameter time: When its block was cut, which stands for the proposal's time where that was redacted.
    init(
        _ stored: StoredTransaction,
        at place: Version,
        cut time: Instant,
        opening reader: PrivateReader
    ) throws {
        guard let recorded = try stored.replayed()?.whole?.envelope else {
            self.init(
                id: stored.txid.hex,
                number: stored.number,
                place: (place.block, place.transaction),
                code: (stored.code, ValidationCode(stored)?.description ?? "unknown"),
                call: ("(redacted)", nil),
                proposedAt: time,
                decision: nil
            )
            return
        }
        // What is private and not here is not shown; that it was called is.
        let envelope = (try? reader.opened(recorded)) ?? recorded
        let proposal = envelope.proposal
        let isAllocation = proposal.chaincode == AllocationContract.name
        let call = isAllocation ? try? AllocationCall(function: proposal.function, arguments: proposal.arguments) : nil
        self.init(
            id: stored.txid.hex,
            number: stored.number,
            place: (place.block, place.transaction),
            code: (stored.code, ValidationCode(stored)?.description ?? "unknown"),
            call: (proposal.function, call?.building),
            proposedAt: proposal.timestamp,
            decision: isAllocation ? try? AllocationResponse(encoded: envelope.result.response) : nil
        )
    }
}

extension ValidationCode {
    fileprivate init?(_ stored: StoredTransaction) {
        guard let number = UInt8(exactly: stored.code), let code = ValidationCode(rawValue: number) else { return nil }
        self = code
    }
}

extension AllocationCall {
    /// The building that asked, or that has gone.
    fileprivate var building: BuildingID? {
        switch self {
        case .request(let change), .release(let change): change.building
        case .meter(let report): report.building
        case .expire(let gone): gone
        case .openPeriod, .battery, .failSafe, .deplete, .switchMode, .closePeriod, .current, .overview, .terms: nil
        }
    }
}
