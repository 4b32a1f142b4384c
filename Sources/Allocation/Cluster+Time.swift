public import Units

extension Cluster {
    /// Something that happens of itself, in the order in which things happen at the same instant.
    enum DueKind: Sendable {
        case batteryEmpty
        case quotaExhausted(building: Int)
        case leaseEnd(building: Int)
        case dwellEnd
    }

    /// Lets time pass: energies accrue, and whatever falls due on the way happens at its own instant, be it the end of
    /// the battery's charge, of a building's battery energy, of a lease or of a dwell.
    ///
    /// - Throws: ``AllocationError/timeReversed(from:to:)``, ``AllocationError/overflow``.
    public mutating func advance(to instant: Instant) throws(AllocationError) {
        try checkTime(instant)
        beginEvent(at: instant)
    }

    /// The next instant at which something happens of itself if no event comes before; `nil` if nothing will.
    public var nextDue: Instant? { nextDueEvent?.instant }

    /// What happens next of itself if no event comes before, and when; `nil` if nothing will.
    public var nextDueEvent: DueEvent? {
        firstDue(through: Instant(milliseconds: .max)).map { due in
            let kind: DueEvent.Kind =
                switch due.kind {
                case .batteryEmpty, .quotaExhausted: .depletion
                case .leaseEnd: .leaseEnd
                case .dwellEnd: .dwellEnd
                }
            return DueEvent(instant: due.instant, kind: kind)
        }
    }

    /// Refuses instants before now, and those until which the energies would outgrow their type.
    ///
    /// - Returns: whether nothing falls due before the instant.
    @discardableResult
    @inline(__always)
    func checkTime(_ instant: Instant) throws(AllocationError) -> Bool {
        guard instant >= now else { throw .timeReversed(from: now, to: instant) }
        let load = tally.load
        if calm.lasts(through: instant, at: load) { return true }
        try Self.checkEnergies(of: load, from: now, to: instant, after: drawn)
        return false
    }

    // Static, for a method that is not compiled into its caller would be handed a copy of the cluster.
    @inline(never)
    private static func checkEnergies(
        of load: Power,
        from now: Instant,
        to instant: Instant,
        after drawn: Energy
    ) throws(AllocationError) {
        let length = try length(from: now, to: instant)
        let (energy, tooMuch) = load.watts.multipliedReportingOverflow(by: length + 1)
        guard !tooMuch, !energy.addingReportingOverflow(drawn.millijoules).overflow else { throw .overflow }
    }

    /// The same where `booked` millijoules are added at the instant itself.
    func checkTime(_ instant: Instant, booked: Int128) throws(AllocationError) {
        let length = try Self.length(from: now, to: instant)
        let drawn = Int128(tally.load.watts) * Int128(length + 1)
        guard drawn + booked + Int128(self.drawn.millijoules) <= Int128(Int64.max) else { throw .overflow }
    }

    private static func length(from now: Instant, to instant: Instant) throws(AllocationError) -> Int64 {
        guard instant >= now else { throw .timeReversed(from: now, to: instant) }
        let (length, tooFar) = instant.milliseconds.subtractingReportingOverflow(now.milliseconds)
        guard !tooFar, length < longestPeriod else { throw .overflow }
        return length
    }

    /// A century in milliseconds.
    private static var longestPeriod: Int64 { 100 * 366 * 86_400_000 }

    /// Ends an event: what the policy does after each, and what the event makes fall due at once.
    @inline(__always)
    mutating func finishEvent() {
        switch policy.kind {
        case .noBounds, .maxMin:
            break
        case .strict:
            foreseeQuotaEnds()
        case .adaptive:
            reconsiderMode()
            foreseeQuotaEnds()
        case .levelling:
            followUnitCosts()
        }
        if !calm.lasts(through: now) { passDueEvents(through: now) }
    }

    @inline(never)
    mutating func passDueEvents(through instant: Instant) {
        findQuotaEnds(through: instant)
        while let due = firstDue(through: instant) {
            now = due.instant
            handle(due.kind)
            findQuotaEnds(through: instant)
        }
        foreseeCalm()
    }

    private mutating func handle(_ kind: DueKind) {
        switch kind {
        case .batteryEmpty: exhaustBattery()
        case .quotaExhausted(let building): exhaustQuota(of: building)
        case .leaseEnd(let building): fallSilent(building)
        case .dwellEnd: break
        }
        reconsiderMode()
        foreseeQuotaEnds()
    }

    /// The first thing that falls due up to an instant.
    private func firstDue(through instant: Instant) -> (instant: Instant, kind: DueKind)? {
        var first: (instant: Instant, kind: DueKind)?
        func consider(_ due: Instant, _ kind: DueKind) {
            guard due <= instant, first.map({ due < $0.instant }) ?? true else { return }
            first = (due, kind)
        }
        if let due = batteryEnd(through: instant) { consider(due, .batteryEmpty) }
        if quotaEnds.earliest <= instant, let due = firstQuotaEnd {
            consider(due.instant, .quotaExhausted(building: Int(due.building)))
        }
        if let due = leaseEnds.first { consider(due.instant, .leaseEnd(building: Int(due.building))) }
        if let due = dwellEnd { consider(due, .dwellEnd) }
        return first
    }

    /// The last whole millisecond that the battery can serve, if it lies no later than an instant.
    private func batteryEnd(through instant: Instant) -> Instant? {
        if batteryLasts(through: instant) { return nil }
        return tally.battery > .zero ? now + charge / tally.battery : now
    }

    /// Whether the battery does not run out up to an instant, or has done so before.
    private func batteryLasts(through instant: Instant) -> Bool {
        if isBatteryExhausted { return true }
        // A settled gap can take the last of the charge while nobody draws.
        guard tally.battery > .zero else { return charge != .zero }
        // charge / power > length, without a division.
        let length = instant.milliseconds.subtractingReportingOverflow(now.milliseconds)
        let reach = tally.battery.watts.multipliedReportingOverflow(by: length.partialValue &+ 1)
        return !length.overflow && length.partialValue != .max && !reach.overflow
            && charge.millijoules >= reach.partialValue
    }

    /// When a mode switch that the dwell holds back may happen.
    private var dwellEnd: Instant? {
        guard policy.kind == .adaptive, policy.discipline == .redispatch, policy.dwell > .zero else { return nil }
        guard modeSwitch.mode(for: clusterSignal) != modeSwitch.mode else { return nil }
        return modeSwitch.heldUntil
    }
}
