public import Units

/// Why terms were refused.
public enum TermsError: Error, Hashable, Sendable {
    /// A cluster needs a building.
    case noBuildings

    /// Two buildings share an identifier.
    case duplicateBuilding(BuildingID)

    /// A power, energy or share is negative or larger than ``ClusterTerms/Limits`` allows; `term` says which.
    case outOfRange(term: String)

    /// The allocation factors sum to more than one, so that the strict bands would not keep the cap.
    case factorsExceedOne

    /// The prices are not `0 ≤ p1 < p2 < p3`.
    case pricesNotAscending
}

extension ClusterTerms {
    /// The largest values that terms may have; within them no sum of a period can overflow.
    public enum Limits {
        /// The largest cap or battery rating: 1 TW.
        public static let power = Power.watts(1_000_000_000_000)

        /// The largest battery: 1 TWh.
        public static let energy = Energy.wattHours(1_000_000_000_000)

        /// The largest price: 10⁶ of the currency per kWh.
        public static let price = Price(micros: 1_000_000_000_000)
    }

    func check() throws(TermsError) {
        guard !buildings.isEmpty else { throw .noBuildings }
        for (left, right) in zip(buildings, buildings.dropFirst()) where left.id == right.id {
            throw .duplicateBuilding(left.id)
        }
        try checkRanges()
        guard prices.gridContract.micros >= 0, prices.gridContract < prices.battery,
            prices.battery < prices.gridPremium
        else { throw .pricesNotAscending }
    }

    private func checkRanges() throws(TermsError) {
        guard (0...Limits.power.watts).contains(contractCap.watts) else { throw .outOfRange(term: "cap") }
        guard (0...Limits.power.watts).contains(battery.power.watts) else { throw .outOfRange(term: "battery power") }
        guard (0...Limits.energy.millijoules).contains(battery.capacity.millijoules) else {
            throw .outOfRange(term: "battery capacity")
        }
        guard battery.roundTripEfficiency > .zero, battery.roundTripEfficiency <= .whole else {
            throw .outOfRange(term: "round-trip efficiency")
        }
        guard meterTolerance.share >= .zero, meterTolerance.share <= .whole, meterTolerance.energy >= .zero,
            meterTolerance.energy <= Limits.energy
        else { throw .outOfRange(term: "meter tolerance") }
        guard prices.gridPremium <= Limits.price else { throw .outOfRange(term: "grid-premium price") }
        var total: Int64 = 0
        for building in buildings {
            guard building.allocationFactor >= .zero, building.allocationFactor <= .whole else {
                throw .outOfRange(term: "allocation factor of \(building.id)")
            }
            total += building.allocationFactor.partsPerBillion
        }
        guard total <= Share.whole.partsPerBillion else { throw .factorsExceedOne }
    }
}
