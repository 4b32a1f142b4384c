import Allocation
public import AllocationContract
public import Units

extension ControllerMachine {
    /// Opens the next period if its time has come, with the battery's reading where that counts; else waits for it.
    mutating func openNext(now: Instant) -> [Action] {
        let opening = schedule.opening(from: now)
        guard opening <= now else { return [.wake(at: min(opening, failSafeEnd ?? opening))] }
        return open(now: now)
    }

    private mutating func open(now: Instant) -> [Action] {
        submitOwn(.openPeriod(next, charge: openingCharge(now: now)), as: .openPeriod(next), now: now)
    }

    /// Records that of nobody it is known what it draws.
    mutating func silenceAll(now: Instant) -> [Action] {
        submitOwn(.failSafe, as: .silenceAll, now: now)
    }

    /// A period is open: its terms are in force from here on.
    mutating func begin(_ opened: PeriodTerms) {
        terms = opened
        admitMembers(now: lastCall)
    }

    /// A period was opened. After a pause nobody has a lease any more, and everybody is asked what it wants.
    mutating func sayOpened(in transaction: TransactionReference) -> [Action] {
        let isPause = closedAt.map { lastCall - $0 >= Self.pause } ?? mustSilence
        let opened = event(
            .periodOpened,
            transaction: transaction,
            detail: "a period is open, under the terms in force"
        )
        return [.announce(.period(outlook)), opened] + (isPause ? resync() : [])
    }

    /// The period was closed, and billed.
    mutating func sayClosed(in transaction: TransactionReference) -> [Action] {
        [event(.periodClosed, transaction: transaction, detail: "the period is closed, and every member billed")]
    }

    /// How it stands with periods, as far as outcomes are known.
    var outlook: PeriodOutlook { PeriodOutlook(isOpen: !isBetweenPeriods, schedule: schedule, now: lastCall) }

    /// How long no period has to have been open for demands to be asked for anew.
    private static let pause = Interval.seconds(60)

    /// Takes in the members that the terms name and nobody else; who was a member stays as known.
    mutating func admitMembers(now: Instant) {
        let ids = terms.cluster.buildings.map(\.id)
        var admitted: [BuildingID: Member] = [:]
        for id in ids {
            admitted[id] =
                members[id]
                ?? Member(
                    bucket: TokenBucket(burst: limits.burst, at: now),
                    readings: TokenBucket(burst: limits.readingBurst, at: now),
                    meter: MeterBook(at: now)
                )
        }
        members = admitted
        failSafe?.heard.formIntersection(ids)
    }

    /// The members have agreed on terms: the next period is opened with them.
    public mutating func agreed(on terms: PeriodTerms) { next = terms }

    /// Opens a period because a person says so.
    ///
    /// - Throws: ``PeriodRefusal``.
    public mutating func openByHand(now: Instant) throws(PeriodRefusal) -> [Action] {
        guard schedule == .byHand else { throw .scheduled }
        guard !isAdvancing else { throw .busy }
        guard isBetweenPeriods else { throw .openAlready }
        return open(now: now)
    }

    /// Closes the period because a person says so.
    ///
    /// - Throws: ``PeriodRefusal``.
    public mutating func closeByHand(now: Instant) throws(PeriodRefusal) -> [Action] {
        guard schedule == .byHand else { throw .scheduled }
        guard !isAdvancing else { throw .busy }
        guard !isBetweenPeriods else { throw .closedAlready }
        return recordAll(now: now) + submitOwn(.closePeriod, as: .closePeriod, now: now)
    }

    /// Why a demand has to wait while no period is open.
    var closedDetail: String {
        let opening = schedule.opening(from: lastCall)
        guard isBetweenPeriods, opening > lastCall else { return "no period is open; send the same request again" }
        guard opening < PeriodSchedule.never else {
            return "no period is open, and the next one is opened by hand; keep to your own band"
        }
        let seconds = ((opening - lastCall).milliseconds + 999) / 1_000
        return "no period is open, and the next one opens in \(seconds) s; keep to your own band"
    }
}

/// Why a person cannot open or close a period now.
public enum PeriodRefusal: Error, Hashable, Sendable, CaseIterable {
    /// The schedule opens and closes periods.
    case scheduled
    /// A period is open.
    case openAlready
    /// No period is open.
    case closedAlready
    /// A call of the controller's own is under way.
    case busy
}

extension PeriodRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .scheduled: "the cluster file says when periods are opened and closed; 'period: {start: manual}' lets you"
        case .openAlready: "a period is open already"
        case .closedAlready: "no period is open"
        case .busy: "the controller waits for its ledger; try again"
        }
    }
}
