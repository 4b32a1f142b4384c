import Units

extension Cluster {
    /// Under `max-min` and `levelling`: divides the cheap servers over the buildings, then each building's part over
    /// its requests in arrival order.
    ///
    /// While the load is under the cap everyone is served by grid-contract, and only the buildings that were not
    /// before, or whose load changed, are looked at.
    mutating func divide(changed building: Int?) {
        isDivided = true
        let wasLimited = limited
        limited.removeAll(keepingCapacity: true)
        guard totals.total > openCap else {
            for member in wasLimited { serveWhole(Int(member)) }
            if let building { serveWhole(building) }
            return
        }
        let members = loaded.members.map(Int.init).sorted()
        let limits = policy.kind == .maxMin ? maxMinLimits(of: members) : levellingLimits(of: members)
        for (member, limits) in zip(members, limits) {
            rebalance(.building(member), to: limits)
            if limits.gridContract < buildings[member].load { limited.append(Int32(member)) }
        }
    }

    private mutating func serveWhole(_ building: Int) {
        rebalance(.building(building), to: ServerLimits(gridContract: buildings[building].load, battery: .zero))
    }
}
