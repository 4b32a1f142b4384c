import Allocation
import AllocationContract
import Foundation
import Monitor
import Units

/// `GET /api/v1/site`: what does not change while the site is served.
struct SiteJSON: Encodable {
    let site: String
    let currency: String
    let policy: String
    let discipline: String
    let capW: Int64
    let battery: BatteryJSON
    let prices: PricesJSON
    let buildings: [MemberJSON]

    init(_ description: SiteDescription) {
        let terms = description.terms
        site = description.site
        currency = terms.currency
        policy = terms.policy.kind.rawValue
        discipline = terms.policy.discipline.rawValue
        capW = terms.cluster.contractCap.watts
        battery = BatteryJSON(
            powerW: terms.cluster.battery.power.watts,
            capacityKwh: terms.cluster.battery.capacity.kilowattHours
        )
        prices = PricesJSON(
            gridContract: terms.cluster.prices.gridContract.text,
            battery: terms.cluster.prices.battery.text,
            gridPremium: terms.cluster.prices.gridPremium.text
        )
        buildings = description.members.map(MemberJSON.init)
    }
}

/// The shared battery.
struct BatteryJSON: Encodable {
    let powerW: Int64
    let capacityKwh: Decimal
}

/// Prices per kWh, as decimal strings: money is never a binary fraction.
struct PricesJSON: Encodable {
    let gridContract: String
    let battery: String
    let gridPremium: String
}

/// A member and its share.
struct MemberJSON: Encodable {
    let id: String
    let name: String
    let raf: Decimal
    let bandW: Int64

    init(_ member: SiteDescription.Member) {
        id = member.id.text
        name = member.name
        raf = Decimal(member.allocationFactor.partsPerBillion) / 1_000_000_000
        bandW = member.band.watts
    }
}

extension Energy {
    /// The energy in kWh to a millijoule.
    var kilowattHours: Decimal { Decimal(string: kilowattHours()) ?? 0 }
}

extension Price {
    /// The price per kWh as decimal text.
    var text: String { DecimalText.ratio(Int128(micros), 1_000_000) }
}
