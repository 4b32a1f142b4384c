import Allocation
import AllocationAudit
import AllocationContract
import Ledger
import LedgerStore
import Monitor
import Synchronization
import Transparency
import Units
import WebService

/// Whether a bill is being made: one at a time, so that many who ask at once do not keep the ledger busy.
final class BillDesk: Sendable {
    private let isTaken = Mutex(false)

    func making<Value>(_ body: () async throws -> Value) async throws -> Value {
        let isFree = isTaken.withLock { isTaken in
            defer { isTaken = true }
            return !isTaken
        }
        guard isFree else { throw BillRefusal("another bill is being made; ask again in a moment", isBusy: true) }
        defer { isTaken.withLock { $0 = false } }
        return try await body()
    }
}

extension ServedLedger {
    /// A bill of more transactions is for `commonwatt ledger bill --proofs`.
    private static let billLimit = 20_000

    func bill(of building: BuildingID, openedAt: Instant?) async throws -> [UInt8] {
        guard !reader.hasPrivateValues else {
            throw BillRefusal(
                "the ledger has hashes in place of power values, and the page does not know who asks for the values "
                    + "behind a bill: ask the operator, who writes it with 'ledger bill --member --proofs'"
            )
        }
        return try await desk.making {
            guard let last = try lastCall(before: Version(block: try store.height(), transaction: 0)) else {
                throw BillRefusal("the ledger has no period yet")
            }
            let start = openedAt ?? last.openedAt
            guard let opening = try opening(at: start) else { throw Self.isUnknown }
            guard let index = opening.terms.cluster.buildings.firstIndex(where: { $0.id == building }) else {
                throw BillRefusal("the period's terms name no building '\(building)'")
            }
            guard let checkpoint = try store.newestCheckpoint() else { throw Self.isEarly }
            let size = checkpoint.checkpoint.size
            let calls = try await calls(of: index, from: (opening.place.block, start), before: size)
            // A bill that a checkpoint cuts short is one of a period that is still open, and else none at all.
            guard calls.last?.isOpen == false || (last.openedAt == start && last.isOpen) else { throw Self.isEarly }
            return try bundle(calls, of: building, checkpoint: checkpoint)
        }
    }

    private static let isEarly = BillRefusal("no checkpoint covers the period's transactions yet; ask again in seconds")

    /// The calls of a period that a member's bill is made of, as far as a checkpoint covers them.
    private func calls(
        of index: Int,
        from opening: (block: Int, at: Instant),
        before size: Int
    ) async throws -> [RecordedPeriodCall] {
        var found: [RecordedPeriodCall] = []
        for number in opening.block..<(try store.height()) {
            // Others have the thread in between: a period may have many blocks.
            if number.isMultiple(of: 16) { await Task.yield() }
            for call in try calls(of: number) where call.openedAt == opening.at {
                guard call.number < size else { return found }
                if MemberBill.isTouched(index, by: call.transaction.envelope) { found.append(call) }
                if !call.isOpen { return found }
                guard found.count <= Self.billLimit else {
                    throw BillRefusal(
                        "the bill is made of more than \(Self.billLimit) transactions; 'ledger bill --proofs' writes it"
                    )
                }
            }
        }
        return found
    }

    private func bundle(
        _ calls: [RecordedPeriodCall],
        of building: BuildingID,
        checkpoint: SignedCheckpoint
    ) throws -> [UInt8] {
        guard calls.first?.terms != nil else { throw Self.isEarly }
        let leaves = calls.map { Leaf(number: $0.number, $0.transaction) }
        let bill: ProvenBill
        do {
            bill = try ProvenBill(of: building, from: zip(leaves, calls).map { ($0, $1.transaction.envelope) })
        } catch {
            throw BillRefusal("the bill does not follow from the transactions that are there: \(error)")
        }
        let size = checkpoint.checkpoint.size
        let proofs = try zip(leaves, calls).map { leaf, call in
            TransactionProof(
                leaf: leaf.encoded,
                envelope: call.transaction.envelope.bytes,
                inclusion: try store.inclusionProof(index: call.number, size: size),
                checkpoint: checkpoint
            )
        }
        return ProofBundle(subject: Array(bill.text.utf8), proofs: proofs, checkpoint: checkpoint).encoded
    }
}
