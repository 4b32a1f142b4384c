import Allocation
import AllocationContract
import Foundation
import Monitor
import Units

/// `GET /api/v1/state`, and the events of the stream: how the site stands.
struct StateJSON: Encodable {
    let ts: String
    let mode: String
    let policy: String
    /// When the period was opened; left out while none is open.
    let periodOpenedTs: String?
    let capW: Int64
    let loadW: Int64
    let headroomW: Int64
    let reservedW: Int64
    let servers: ServersJSON
    let battery: ChargeJSON
    let stale: [String]
    let ledger: HeadJSON
    let buildings: [BuildingJSON]

    /// - Parameter buildings: The members to list; those that have not changed may be left out of a stream.
    init(_ state: SiteState, of description: SiteDescription, listing buildings: [MemberState]) {
        let cluster = state.cluster
        ts = Timestamps.text(state.at)
        mode = cluster.mode.rawValue
        policy = state.tariff.policy.rawValue
        periodOpenedTs = state.isPeriodOpen ? Timestamps.text(cluster.openedAt) : nil
        capW = description.terms.cluster.contractCap.watts
        loadW = cluster.split.total.watts
        headroomW = state.headroom.watts
        reservedW = cluster.reserved.watts
        servers = ServersJSON(cluster.split)
        battery = ChargeJSON(
            chargeKwh: cluster.charge.kilowattHours,
            capacityKwh: description.terms.cluster.battery.capacity.kilowattHours,
            isEmpty: cluster.isBatteryEmpty
        )
        stale = state.staleMembers.map(\.member.id.text)
        ledger = HeadJSON(state.head)
        self.buildings = buildings.map { BuildingJSON($0, prices: state.tariff.prices) }
    }
}

/// What each server serves, in W.
struct ServersJSON: Encodable {
    let gridContractW: Int64
    let batteryW: Int64
    let gridPremiumW: Int64

    init(_ split: Split) {
        gridContractW = split.gridContract.watts
        batteryW = split.battery.watts
        gridPremiumW = split.gridPremium.watts
    }
}

/// The battery.
struct ChargeJSON: Encodable {
    let chargeKwh: Decimal
    let capacityKwh: Decimal
    let isEmpty: Bool
}

/// The end of the ledger.
struct HeadJSON: Encodable {
    let height: Int
    let transactions: Int
    let ts: String
    let hash: String

    init(_ head: LedgerHead) {
        height = head.height
        transactions = head.transactions
        ts = Timestamps.text(head.time)
        hash = head.hash
    }
}

/// How a member stands.
struct BuildingJSON: Encodable {
    let id: String
    let name: String
    let isStale: Bool
    let demandW: Int64
    let bandW: Int64
    let servers: ServersJSON
    let limitedBy: [String]
    let validUntil: String?
    let gridContractKwh: Decimal
    let batteryKwh: Decimal
    let gridPremiumKwh: Decimal
    let cost: String
    /// The average unit cost per kWh so far (Eq. 4.5); `null` before the first energy.
    let auc: String?

    init(_ state: MemberState, prices: ServerPrices) {
        let (member, allocation, account) = (state.member, state.allocation, state.account)
        id = member.id.text
        name = member.name
        isStale = allocation.isStale
        demandW = allocation.isStale ? 0 : allocation.split.total.watts
        bandW = member.band.watts
        servers = ServersJSON(allocation.isStale ? Split() : allocation.split)
        limitedBy = allocation.limits.names
        validUntil = allocation.validUntil.map(Timestamps.text)
        gridContractKwh = account.gridContract.kilowattHours
        batteryKwh = account.battery.kilowattHours
        gridPremiumKwh = account.gridPremium.kilowattHours
        cost = state.cost.amount(places: 2, isPadded: true)
        auc = state.cost.perKilowattHour(of: account.total)
    }
}
