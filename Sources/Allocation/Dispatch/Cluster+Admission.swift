import Units

/// The split that a request gets when it arrives, and why not a cheaper one.
struct AdmissionDecision: Sendable {
    var split: Split
    var limits: Limits
}

extension Cluster {
    /// Decides a request's split against what is free now (`admission`).
    mutating func admit(building: Int, power: Power) -> AdmissionDecision {
        switch policy.kind {
        case .strict:
            return admitStrict(building: building, power: power)
        case .adaptive:
            chooseMode(for: power)
            guard mode == .strict else { return admitNoBounds(building: building, power: power) }
            var decision = admitStrict(building: building, power: power)
            if decision.split.gridContract < power { decision.limits.formUnion(.adaptiveStrict) }
            return decision
        case .noBounds, .maxMin, .levelling:
            // AllocationPolicy admits max-min and levelling under redispatch only.
            return admitNoBounds(building: building, power: power)
        }
    }

    /// Makes room in grid-contract for a band that was just reserved: the newest requests give way to grid-premium.
    mutating func reclaimReservedBand() {
        let lane = ClusterLane()
        var slot = previous(lane.end, lane)
        while slot != lane.end, tally.gridContract > openCap {
            let slice = slices[Int(slot)]
            if slice.gridContract > .zero {
                let taken = min(slice.gridContract, tally.gridContract - openCap)
                setSplit(of: slot, gridContract: slice.gridContract - taken, battery: slice.battery)
                slices[Int(slot)].limits.formUnion(.reservedBand)
            }
            slot = previous(slot, lane)
        }
    }
}
