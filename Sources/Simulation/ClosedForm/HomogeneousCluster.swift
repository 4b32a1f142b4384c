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
    public var noBoundsPower: ServerMeans { noBoundsPower(occupancy: 1) }

    /// The expected power of each server under `strict` in the steady state.
    public var strictPower: ServerMeans { strictPower(occupancy: 1) }

    /// The expected power of each server under `adaptive` in the steady state.
    public var adaptivePower: ServerMeans { adaptivePower(occupancy: 1) }

    /// The expected energies of a period under `no-bounds`, `max-min` or `levelling`, in watt-hours.
    public func noBoundsEnergy(hours: Double, from start: Workload.Start) -> ServerMeans {
        integral(hours, start, noBoundsPower(occupancy:))
    }

    /// The expected energies of a period under `strict`, in watt-hours.
    public func strictEnergy(hours: Double, from start: Workload.Start) -> ServerMeans {
        integral(hours, start, strictPower(occupancy:))
    }

    /// The expected energies of a period under `adaptive`, in watt-hours.
    public func adaptiveEnergy(hours: Double, from start: Workload.Start) -> ServerMeans {
        integral(hours, start, adaptivePower(occupancy:))
    }
}

extension HomogeneousCluster {
    private func load(buildings: Int, occupancy: Double) -> CompoundPoisson {
        CompoundPoisson(
            meanCount: profile.meanActiveRequests * Double(buildings) * occupancy,
            meanPower: profile.meanPowerWatts
        )
    }

    /// A stack of grid-contract up to a cap, battery up to a rate, premium, under a load.
    private func split(_ load: CompoundPoisson, cap: Double, rate: Double) -> ServerMeans {
        let overCap = load.expectedExcess(over: cap)
        let overBoth = load.expectedExcess(over: cap + rate)
        return ServerMeans(gridContract: load.mean - overCap, battery: overCap - overBoth, gridPremium: overBoth)
    }

    private func noBoundsPower(occupancy: Double) -> ServerMeans {
        split(load(buildings: buildings, occupancy: occupancy), cap: capWatts, rate: batteryWatts)
    }

    private func strictPower(occupancy: Double) -> ServerMeans {
        let count = Double(buildings)
        let building = load(buildings: 1, occupancy: occupancy)
        return split(building, cap: capWatts / count, rate: batteryWatts / count) * count
    }

    /// Strict, but for the instants at which the cluster's load is at most the cap: then all of it is grid-contract.
    ///
    /// What strict would have spent on battery and premium then is an integral over the load `y` of one building, below
    /// the cap together with the others' load: `∫ h(y) f_n(y) P(L_others ≤ L_CAP − y) dy`.
    private func adaptivePower(occupancy: Double) -> ServerMeans {
        let count = Double(buildings)
        let building = load(buildings: 1, occupancy: occupancy)
        let others = load(buildings: buildings - 1, occupancy: occupancy)
        let band = capWatts / count
        let edges = [band, min(band + batteryWatts / count, capWatts), capWatts]
        func saved(_ low: Double, _ high: Double, _ parts: (Double) -> SIMD2<Double>) -> SIMD2<Double> {
            guard high > low else { return .zero }
            let panels = 2 + Int(4 * (high - low) / max(profile.meanPowerWatts, 1)).clamped(to: 0...60)
            return Quadrature.integral(from: low, to: high, panels: panels) { load in
                parts(load) * building.density(at: load) * (1 - others.probabilityAbove(capWatts - load))
            } * count
        }
        // Battery and premium, which have the same density.
        let saved =
            saved(edges[0], edges[1]) { [$0 - edges[0], 0] }
            + saved(edges[1], edges[2]) { [edges[1] - edges[0], $0 - edges[1]] }
        let strict = strictPower(occupancy: occupancy)
        return ServerMeans(
            gridContract: strict.gridContract + saved[0] + saved[1],
            battery: strict.battery - saved[0],
            gridPremium: strict.gridPremium - saved[1]
        )
    }

    /// The integral of a mean power over a period. From an empty start the number of requests at `t` is Poisson with
    /// mean `ρ(1 − e^{−μt})`, so the power is that of a cluster with this share of its occupancy.
    private func integral(
        _ hours: Double,
        _ start: Workload.Start,
        _ power: (Double) -> ServerMeans
    ) -> ServerMeans {
        let steady = power(1)
        guard start == .empty else { return steady * hours }
        let meanHours = profile.meanDurationSeconds / 3_600
        let end = min(hours / meanHours, 40)
        let (steadyPowers, panels) = (steady.servers, 1 + Int(end / 2))
        let deficit = Quadrature.integral(from: 0, to: end, panels: panels) { time in
            steadyPowers - power(1 - Elementary.exp(-time)).servers
        }
        return ServerMeans(servers: steadyPowers * hours - deficit * meanHours)
    }
}

extension Int {
    fileprivate func clamped(to range: ClosedRange<Int>) -> Int {
        Swift.min(Swift.max(self, range.lowerBound), range.upperBound)
    }
}
