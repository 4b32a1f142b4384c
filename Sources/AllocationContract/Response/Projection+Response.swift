import Allocation

extension Projection {
    /// The response to the event that has just been performed; the splits it leaves are remembered.
    mutating func takeResponse(concerning building: Int?) -> AllocationResponse {
        let response = response(concerning: building)
        for touched in cluster.journal.buildings { splits[touched] = cluster.split(of: touched) }
        return response
    }

    /// The response to the event that has just been performed.
    func response(concerning building: Int?) -> AllocationResponse {
        var changed = cluster.journal.buildings.filter { $0 == building || splits[$0] != cluster.split(of: $0) }
        if let building, !changed.contains(building) { changed.append(building) }
        return response(listing: changed.sorted(), notices: cluster.journal.notices)
    }

    /// How the cluster stands, with the allocations of the buildings that are listed.
    func response(listing buildings: [Int], notices: [ClusterNotice] = []) -> AllocationResponse {
        AllocationResponse(
            allocations: buildings.map(allocation),
            cluster: ClusterSummary(
                openedAt: openedAt,
                mode: cluster.mode,
                split: cluster.split,
                reserved: cluster.reserved,
                charge: cluster.charge,
                isBatteryEmpty: cluster.isBatteryEmpty,
                nextDue: cluster.nextDueEvent
            ),
            tariff: Tariff(
                policy: terms.policy.kind,
                prices: terms.cluster.prices,
                currency: terms.currency
            ),
            notices: notices
        )
    }

    /// The allocation in force for a building; for a stale one its reserved band, which it falls back to by itself.
    private func allocation(of building: Int) -> BuildingAllocation {
        let isStale = cluster.isStale(building: building)
        return BuildingAllocation(
            building: terms.cluster.buildings[building].id,
            split: isStale ? Split(gridContract: cluster.band(of: building)) : cluster.split(of: building),
            limits: isStale ? .reservedBand : cluster.limits(of: building),
            isStale: isStale,
            validUntil: cluster.leaseEnd(of: building),
            order: orders[building]
        )
    }
}
