import Allocation
public import AllocationContract
public import Units

/// What the machine remembers of the battery's own readings.
struct BatteryBook: Sendable {
    var readings: TokenBucket
    /// The last reading, and when it was heard.
    var latest: (report: BatteryReport, heardAt: Instant)?
    /// The charge that the ledger knows, when, and what was drawn from it then.
    var charge = Energy.zero
    var draw = Power.zero
    var at: Instant
    var isUnderWay = false
    var recordedAt: Instant?

    /// For how long a reading can be what a period opens with.
    static let freshness = Interval.seconds(300)
    /// How often a reading is recorded at most.
    static let pause = Interval.seconds(10)

    /// What the ledger reckons now.
    func reckoned(now: Instant) -> Energy {
        let (drawn, isTooMuch) = draw.watts.multipliedReportingOverflow(by: max(now - at, .zero).milliseconds)
        return isTooMuch ? .zero : max(.millijoules(charge.millijoules - min(drawn, charge.millijoules)), .zero)
    }
}

extension ControllerMachine {
    /// The battery says what it can deliver. It is recorded where it is further from what is reckoned than the
    /// tolerance.
    public mutating func batteryRead(_ report: BatteryReport, now: Instant) -> [Action] {
        let isInBudget = battery.readings.take(
            at: now,
            perSecond: limits.readingsPerSecond,
            burst: limits.readingBurst
        )
        guard isInBudget, let tolerance = limits.batteryTolerance else { return [] }
        battery.latest = (report, now)
        let read = min(report.charge, terms.cluster.battery.capacity)
        let difference = read.millijoules - battery.reckoned(now: now).millijoules
        let isRecent = battery.recordedAt.map { now - $0 < BatteryBook.pause } ?? false
        guard abs(difference) > tolerance.millijoules, !battery.isUnderWay, !isRecent, !isAdvancing, !isBetweenPeriods
        else { return [] }
        battery.isUnderWay = true
        battery.recordedAt = now
        let ticket = ticket(for: .battery)
        return [.submit(ticket, .battery(report), .own(ticket.number), at: callTime(now))]
    }

    /// What the next period's battery opens with, where its reading counts and there is a fresh one.
    func openingCharge(now: Instant) -> Energy? {
        guard next.cluster.battery.start == .reading, let latest = battery.latest,
            now - latest.heardAt <= BatteryBook.freshness
        else { return nil }
        return latest.report.charge
    }

    mutating func follow(_ cluster: ClusterSummary, now: Instant) {
        (battery.charge, battery.draw, battery.at) = (cluster.charge, cluster.split.battery, now)
    }
}
