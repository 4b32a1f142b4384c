import Allocation
import AllocationContract
import Audit
import Units

// The integrator: power times time between events, in whole millijoules.

extension ClusterModel {
    /// The energies that a building's record has to show.
    ///
    /// Where its split changed at most once since the last record they follow exactly. Where it changed oftener within
    /// one event, the splits in between were never recorded; then the total follows exactly all the same, because the
    /// demand is known, and each server's part has to be one that it could have given.
    func energies(
        of index: Int,
        _ record: BuildingRecord,
        event: RecordedEvent,
        _ change: inout EventChange
    ) throws(DomainFinding) -> Servers {
        let (old, found) = (members[index], Servers(record.account))
        let (settled, timeline) = (record.settledAt.milliseconds, change.timeline)
        guard settled == old.settledAt || settled == timeline.end || timeline.cuts.contains(settled) else {
            throw finding(
                index,
                "time",
                expected: "an event's",
                found: "\(settled) ms",
                "splits change at events only"
            )
        }
        guard settled >= old.settledAt else {
            throw finding(
                index,
                "time",
                expected: "\(old.settledAt) ms or later",
                found: "\(settled) ms",
                "time runs on"
            )
        }
        try checkGrowth(index, from: old.account, to: found)
        let exact = old.account(at: timeline.drawnUntil(settled, by: index))
        let cuts = timeline.cuts(from: max(old.settledAt, timeline.start), before: settled)
        if isSettling(index, event.call) {
            let drawn =
                old.account.total + old.split.total * Int128(timeline.loadedUntil(settled, by: index) - old.settledAt)
            change.pending.append(
                EventChange.Pending(
                    index: index,
                    old: old,
                    settled: settled,
                    found: found,
                    exact: exact,
                    meter: MemberModel.Meter(record.meter),
                    settlement: settlement(of: index, event, stated: drawn - old.meter.accountAtReading)
                )
            )
            return exact
        }
        guard found != exact else { return found }
        guard let first = cuts.first else {
            throw finding(
                index,
                "energies",
                expected: exact.text("mJ"),
                found: found.text("mJ"),
                "\(old.split.text("W")) for \(settled - old.settledAt) ms, added to what was there"
            )
        }
        change.isApproximate = true
        try checkUnrecorded(
            index,
            found - old.account(at: first),
            Stretch(from: first, to: settled, end: timeline.end, cuts: cuts, silence: timeline.silence(of: index)),
            power: old.split.total
        )
        return found
    }

    /// A time within one event in which a building had splits that nobody recorded.
    struct Stretch {
        let from: Int64
        let to: Int64
        /// When the event was.
        let end: Int64
        let cuts: [Int64]
        let silence: Int64?

        /// How long the building drew anything.
        var loaded: Int64 { min(silence ?? to, to) - from }
    }

    /// - Parameters:
    ///   - settled: What was booked besides in all.
    ///   - reach: The most that can have been booked besides to grid-contract and to the battery.
    func checkUnrecorded(
        _ index: Int,
        _ rest: Servers,
        _ stretch: Stretch,
        power: Int128,
        settled: Int128 = 0,
        reach: Servers = .zero
    ) throws(DomainFinding) {
        let total = power * Int128(stretch.loaded) + settled
        guard rest.isWhole, rest.total == total else {
            throw finding(
                index,
                "energies",
                expected: "\(total) mJ more",
                found: rest.text("mJ"),
                "\(power) W for \(stretch.loaded) ms, whichever servers gave it"
            )
        }
        let length = stretch.to - stretch.from
        let isStrict = period.kind == .strict
        let most = Servers(
            (isStrict ? period.bands[index] : period.cap) * Int128(length) + reach.gridContract,
            (isStrict ? period.rate : period.batteryPower) * Int128(length) + reach.battery,
            rest.gridPremium
        )
        // With one cut there was one split: whole watts, held for the whole time.
        let isOne = stretch.cuts.count == 1 && stretch.silence == nil && settled == 0
        guard rest.gridContract <= most.gridContract, rest.battery <= most.battery,
            !isOne || rest.isMultiple(of: Int128(max(length, 1)))
        else {
            throw finding(
                index,
                "energies",
                expected: "at most \(most.text("mJ")) in \(length) ms, each a power in whole watts",
                found: rest.text("mJ"),
                "no server can have given that"
            )
        }
    }

    private func checkGrowth(_ index: Int, from old: Servers, to new: Servers) throws(DomainFinding) {
        for (before, after) in zip(old.named, new.named) where after.value < before.value {
            throw finding(
                index,
                "\(after.name) energy",
                expected: "\(before.value) mJ or more",
                found: "\(after.value) mJ",
                "an account only grows within a period"
            )
        }
    }

    func finding(
        _ index: Int,
        _ what: String,
        expected: String,
        found: String,
        _ reason: String
    ) -> DomainFinding {
        DomainFinding(
            "\(what) of \(period.id(index))",
            key: RecordedWrite.key(ofBuilding: index),
            expected: expected,
            found: found,
            because: reason
        )
    }
}
