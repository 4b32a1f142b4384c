/// Exact expectations for a cluster of buildings that are all alike, under `redispatch`, while neither the battery nor
/// a building's share of it runs out.
///
/// They hold up to the rounding to whole watts and milliseconds; the tests compare them with simulation, and reports
/// use them as means of control variates and where a t interval would be meaningless.
public struct HomogeneousCluster: Hashable, Sendable {
    /// The number of buildings, `M`.
    public let buildings: Int

    /// What each of them asks for.
    public let profile: DemandProfile

    /// The cap `L_CAP` in watts.
    public let capWatts: Double

    /// The battery's power `W` in watts.
    public let batteryWatts: Double

    /// Creates a cluster of equal buildings.
    public init(buildings: Int, profile: DemandProfile, capWatts: Double, batteryWatts: Double) {
        self.buildings = buildings
        self.profile = profile
        self.capWatts = capWatts
        self.batteryWatts = batteryWatts
    }

    /// The expected power of each server under `no-bounds`, `max-min` or `levelling` in the steady state.
    public var noBoundsPower: ServerMeans { noBoundsPower(occupancies: .one).means(0) }

    /// The expected power of each server under `strict` in the steady state.
    public var strictPower: ServerMeans { strictPower(occupancies: .one).means(0) }

    /// The expected power of each server under `adaptive` in the steady state.
    public var adaptivePower: ServerMeans { adaptivePower(occupancies: .one).means(0) }

    /// The expected energies of a period under `no-bounds`, `max-min` or `levelling`, in watt-hours.
    public func noBoundsEnergy(hours: Double, from start: Workload.Start) -> ServerMeans {
        integral(hours, start, noBoundsPower(occupancies:))
    }

    /// The expected energies of a period under `strict`, in watt-hours.
    public func strictEnergy(hours: Double, from start: Workload.Start) -> ServerMeans {
        integral(hours, start, strictPower(occupancies:))
    }

    /// The expected energies of a period under `adaptive`, in watt-hours.
    public func adaptiveEnergy(hours: Double, from start: Workload.Start) -> ServerMeans {
        integral(hours, start, adaptivePower(occupancies:))
    }
}

extension HomogeneousCluster {
    /// A number for each of several occupancies: shares of the requests that are active in the steady state.
    private typealias Lanes = CompoundPoissons.Lanes

    /// Mean powers at several occupancies.
    private struct Powers {
        var gridContract: Lanes
        var battery: Lanes
        var gridPremium: Lanes

        func means(_ lane: Int) -> ServerMeans {
            ServerMeans(gridContract: gridContract[lane], battery: battery[lane], gridPremium: gridPremium[lane])
        }

        static func * (powers: Powers, factor: Double) -> Powers {
            Powers(
                gridContract: powers.gridContract * factor,
                battery: powers.battery * factor,
                gridPremium: powers.gridPremium * factor
            )
        }
    }

    private func loads(buildings: Int, occupancies: Lanes) -> CompoundPoissons {
        CompoundPoissons(
            meanCounts: profile.meanActiveRequests * Double(buildings) * occupancies,
            meanPower: profile.meanPowerWatts
        )
    }

    /// A stack of grid-contract up to a cap, battery up to a rate, premium, under loads.
    private func split(_ loads: CompoundPoissons, cap: Double, rate: Double) -> Powers {
        let overCap = loads.expectedExcess(over: cap)
        let overBoth = loads.expectedExcess(over: cap + rate)
        return Powers(gridContract: loads.means - overCap, battery: overCap - overBoth, gridPremium: overBoth)
    }

    private func noBoundsPower(occupancies: Lanes) -> Powers {
        split(loads(buildings: buildings, occupancies: occupancies), cap: capWatts, rate: batteryWatts)
    }

    private func strictPower(occupancies: Lanes) -> Powers {
        let count = Double(buildings)
        let building = loads(buildings: 1, occupancies: occupancies)
        return split(building, cap: capWatts / count, rate: batteryWatts / count) * count
    }

    /// Strict, but for the instants at which the cluster's load is at most the cap: then all of it is grid-contract.
    ///
    /// What strict would have spent on battery and premium then is an integral over the load `y` of one building, below
    /// the cap together with the others' load: `∫ h(y) f_n(y) P(L_others ≤ L_CAP − y) dy`.
    private func adaptivePower(occupancies: Lanes) -> Powers {
        let count = Double(buildings)
        let building = loads(buildings: 1, occupancies: occupancies)
        let others = loads(buildings: buildings - 1, occupancies: occupancies)
        let band = capWatts / count
        let edges = [band, min(band + batteryWatts / count, capWatts), capWatts]
        // Battery and premium, which have the same density.
        func saved(_ low: Double, _ high: Double, _ parts: (Double) -> (Double, Double)) -> SIMD16<Double> {
            guard high > low else { return .zero }
            let panels = 2 + Int(4 * (high - low) / max(profile.meanPowerWatts, 1)).clamped(to: 0...60)
            return Quadrature.integral(from: low, to: high, panels: panels) { load in
                let density = building.density(at: load)
                let below = 1 - others.probabilityAbove(capWatts - load)
                let (battery, premium) = parts(load)
                return SIMD16(lowHalf: battery * density * below, highHalf: premium * density * below)
            } * count
        }
        let saved =
            saved(edges[0], edges[1]) { ($0 - edges[0], 0) }
            + saved(edges[1], edges[2]) { (edges[1] - edges[0], $0 - edges[1]) }
        let strict = strictPower(occupancies: occupancies)
        return Powers(
            gridContract: strict.gridContract + saved.lowHalf + saved.highHalf,
            battery: strict.battery - saved.lowHalf,
            gridPremium: strict.gridPremium - saved.highHalf
        )
    }

    /// The integral of a mean power over a period. From an empty start the number of requests at `t` is Poisson with
    /// mean `ρ(1 − e^{−μt})`, so the power is that of a cluster with this share of its occupancy.
    private func integral(
        _ hours: Double,
        _ start: Workload.Start,
        _ power: (Lanes) -> Powers
    ) -> ServerMeans {
        let steady = power(.one).means(0)
        guard start == .empty else { return steady * hours }
        let meanHours = profile.meanDurationSeconds / 3_600
        let end = min(hours / meanHours, 40)
        let times = Quadrature.points(from: 0, to: end, panels: 1 + Int(end / 2))
        var deficits: [SIMD3<Double>] = []
        for first in stride(from: 0, to: times.count, by: Lanes.scalarCount) {
            let part = times[first..<min(first + Lanes.scalarCount, times.count)]
            var occupancies = Lanes.one
            for (lane, time) in part.enumerated() { occupancies[lane] = 1 - Elementary.exp(-time) }
            let powers = power(occupancies)
            for lane in 0..<part.count { deficits.append(steady.servers - powers.means(lane).servers) }
        }
        let deficit = Quadrature.integral(from: 0, to: end, of: deficits)
        return ServerMeans(servers: steady.servers * hours - deficit * meanHours)
    }
}

extension Int {
    fileprivate func clamped(to range: ClosedRange<Int>) -> Int {
        Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
    }
}
