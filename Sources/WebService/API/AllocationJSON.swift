import Allocation
import AllocationContract
import Monitor
import Units

/// `GET /api/v1/allocations`: the last allocations, the latest first.
struct AllocationsJSON: Encodable {
    let allocations: [AllocationJSON]

    init(_ entries: [RecentAllocations.Entry]) {
        allocations = entries.map(AllocationJSON.init)
    }
}

/// An allocation and where it stands on the ledger.
struct AllocationJSON: Encodable {
    let ts: String
    let building: String
    let allocatedW: Int64
    let servers: ServersJSON
    let mode: String
    let limitedBy: [String]
    let tx: TransactionPlaceJSON

    init(_ entry: RecentAllocations.Entry) {
        ts = Timestamps.text(entry.at)
        building = entry.allocation.building.text
        allocatedW = entry.allocation.split.total.watts
        servers = ServersJSON(entry.allocation.split)
        mode = entry.mode.rawValue
        limitedBy = entry.allocation.limits.names
        tx = TransactionPlaceJSON(id: entry.txid, height: entry.block, index: entry.index)
    }
}

/// Where a transaction stands.
struct TransactionPlaceJSON: Encodable {
    let id: String
    let height: Int
    let index: Int
}
