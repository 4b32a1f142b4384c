import Allocation
import AllocationContract
import Audit
import Units

// The physics: the cap, the battery, the balance of the accounts.

extension ClusterModel {
    /// Takes over the cluster's record, compared with the sum of the buildings'.
    mutating func applyCluster(
        _ record: ClusterRecord,
        of event: RecordedEvent,
        _ change: EventChange
    ) throws(DomainFinding) {
        var isClosing = false
        if case .closePeriod = event.call { isClosing = true }
        guard record.now.milliseconds == event.instant, event.openedAt == period.openedAt, event.isOpen != isClosing
        else {
            throw cluster(
                "time",
                expected: "\(event.instant) ms in the period opened at \(period.openedAt) ms",
                found: "\(record.now) in the one opened at \(event.openedAt) ms, \(event.isOpen ? "open" : "closed")",
                "every event moves the cluster's time to its own"
            )
        }
        guard event.terms.map({ $0 == period.terms }) ?? true else {
            throw DomainFinding(
                "terms",
                key: RecordedWrite.termsKey,
                expected: "those of the period",
                found: "others",
                because: "the terms of a period do not change in it"
            )
        }
        guard record.isBatteryEmpty == isBatteryEmpty else {
            throw cluster(
                "battery",
                expected: isBatteryEmpty ? "empty" : "not empty",
                found: record.isBatteryEmpty ? "empty" : "not empty",
                "that it ran out is told in a notice, and so is a reading by which it serves again"
            )
        }
        let (sum, found) = (sumOfAccounts(at: event.instant), Servers(record.account))
        guard sum == found else {
            throw cluster(
                "energies",
                expected: sum.text("mJ"),
                found: found.text("mJ"),
                "the cluster drew what its buildings drew, each to the millijoule"
            )
        }
        guard record.nextSequence >= nextSequence, change.began.allSatisfy({ $0 < record.nextSequence }) else {
            throw cluster(
                "next request",
                expected: "a number above every request's",
                found: "\(record.nextSequence)",
                "requests are numbered in the order of their arrival"
            )
        }
        try takeCharge(record, of: event, change)
        account = found
        now = event.instant
        nextSequence = record.nextSequence
        mode = record.mode
        lastSwitch = record.lastSwitch?.milliseconds
    }

    /// The cap and the battery's bounds, now and over the time that the event covers.
    func checkLimits(_ change: EventChange) throws(DomainFinding) {
        guard split.gridContract <= openCap else {
            throw cluster(
                "grid-contract power",
                expected: "at most \(openCap) W",
                found: "\(split.gridContract) W",
                "the cap is \(period.cap) W, of which \(reserved) W are reserved for buildings that fell silent"
            )
        }
        let power = isBatteryEmpty ? 0 : period.batteryPower
        guard split.battery <= power else {
            throw cluster(
                "battery power",
                expected: "at most \(power) W",
                found: "\(split.battery) W",
                isBatteryEmpty ? "the battery has run out" : "the battery's rating is \(power) W"
            )
        }
        guard account.battery >= 0, charge >= 0, charge <= period.capacity else {
            throw cluster(
                "charge",
                expected: "between 0 and \(period.capacity) mJ",
                found: "\(charge) mJ",
                "a battery holds no more than its capacity and no less than nothing"
            )
        }
        guard charge > 0 || isBatteryEmpty else {
            throw cluster("battery", expected: "empty", found: "not empty", "nothing is left of its charge")
        }
        guard !isBatteryEmpty || charge == 0 || charge < period.batteryPower else {
            throw cluster(
                "charge of an empty battery",
                expected: "less than a millisecond's draw, \(period.batteryPower) mJ",
                found: "\(charge) mJ",
                "a battery that holds charge is not empty"
            )
        }
        if !change.isApproximate { try checkPassage(change) }
    }

    /// What the cluster drew between two events, against what the servers could give in that time.
    private func checkPassage(_ change: EventChange) throws(DomainFinding) {
        let timeline = change.timeline
        let first = timeline.cuts.first ?? timeline.end
        let drawn = account - change.account - change.booked - change.split * (first - timeline.start)
        let length = Int128(timeline.end - first)
        let isQuiet = length == 0 ? drawn == .zero : drawn.isWhole
        let emptyAt = timeline.batteryEmptyAt ?? timeline.end
        let most = (period.cap * length, period.batteryPower * Int128(max(emptyAt - first, 0)))
        guard isQuiet, drawn.gridContract <= most.0, drawn.battery <= most.1 else {
            throw cluster(
                "energies since \(first) ms",
                expected: "at most \(most.0) mJ of grid-contract and \(most.1) mJ of the battery",
                found: drawn.text("mJ"),
                "no server gives more than its power times the time"
            )
        }
    }

    func cluster(
        _ what: String,
        expected: String,
        found: String,
        _ reason: String
    ) -> DomainFinding {
        DomainFinding(
            "\(what) of the cluster",
            key: RecordedWrite.clusterKey,
            expected: expected,
            found: found,
            because: reason
        )
    }
}
