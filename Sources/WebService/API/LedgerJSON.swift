import Allocation
import AllocationContract
import Monitor
import Units

/// `GET /api/v1/blocks`: blocks, the latest first.
struct BlocksJSON: Encodable {
    let blocks: [BlockJSON]
    let nextBefore: Int?

    init(_ blocks: [RecordedBlock]) {
        self.blocks = blocks.map(BlockJSON.init)
        nextBefore = blocks.last.flatMap { $0.number > 0 ? $0.number : nil }
    }
}

/// `GET /api/v1/blocks/{number}`: a block.
struct BlockJSON: Encodable {
    let number: Int
    let ts: String
    let hash: String
    let transactions: [LedgerTransactionJSON]

    init(_ block: RecordedBlock) {
        number = block.number
        ts = Timestamps.text(block.time)
        hash = block.hash
        transactions = block.transactions.map(LedgerTransactionJSON.init)
    }
}

/// `GET /api/v1/transactions`: what a search has found.
struct FindingsJSON: Encodable {
    let transactions: [LedgerTransactionJSON]
    let nextBefore: Int?

    init(_ findings: LedgerFindings) {
        transactions = findings.transactions.map(LedgerTransactionJSON.init)
        nextBefore = findings.next
    }
}

/// `GET /api/v1/transactions/{id}`: a transaction, and what it decided.
struct LedgerTransactionJSON: Encodable {
    let id: String
    let number: Int
    let block: Int
    let index: Int
    let code: Int
    let codeName: String
    let function: String
    let ts: String
    let building: String?
    let mode: String?
    let allocations: [DecidedJSON]

    init(_ transaction: RecordedTransaction) {
        id = transaction.id
        number = transaction.number
        block = transaction.block
        index = transaction.index
        code = transaction.code
        codeName = transaction.codeName
        function = transaction.function
        ts = Timestamps.text(transaction.proposedAt)
        building = transaction.building?.text
        mode = transaction.decision?.cluster.mode.rawValue
        allocations = transaction.decision?.allocations.map(DecidedJSON.init) ?? []
    }
}

/// An allocation that a transaction decided.
struct DecidedJSON: Encodable {
    let building: String
    let allocatedW: Int64
    let servers: ServersJSON
    let limitedBy: [String]

    init(_ allocation: BuildingAllocation) {
        building = allocation.building.text
        allocatedW = allocation.split.total.watts
        servers = ServersJSON(allocation.split)
        limitedBy = allocation.limits.names
    }
}

/// `GET /api/v1/log`: whose signature a proof leads to.
struct LogJSON: Encodable {
    let verifierKey: String?
}

/// `GET /api/v1/periods`: periods, the latest first.
struct PeriodsJSON: Encodable {
    let periods: [PeriodJSON]
    let nextBefore: String?

    /// - Parameter limit: How many were asked for; where there are fewer, there are no others.
    init(_ periods: [RecordedPeriod], limit: Int) {
        self.periods = periods.map(PeriodJSON.init)
        nextBefore = periods.count < limit ? nil : self.periods.last?.openedAt
    }
}

/// A period.
struct PeriodJSON: Encodable {
    let openedAt: String
    let closedAt: String?
    let block: Int
    let policy: String
    let currency: String
    let buildings: [String]

    init(_ period: RecordedPeriod) {
        openedAt = Timestamps.text(period.openedAt)
        closedAt = period.closedAt.map(Timestamps.text)
        block = period.block
        policy = period.policy
        currency = period.currency
        buildings = period.buildings.map(\.text)
    }
}
