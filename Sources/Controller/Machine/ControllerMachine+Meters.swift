public import Allocation
import AllocationContract
public import Units

extension ControllerMachine {
    /// A meter reading came in that is well formed.
    ///
    /// Nobody is answered. What is refused is counted and said on `ctl/event`: `RATE_LIMITED`, `EXPIRED`, `STALE_SEQ`.
    public mutating func metered(_ message: MeterMessage, now: Instant) -> [Action] {
        let building = message.report.building
        guard let member = members[building] else { return [] }
        guard takeReading(of: building, now: now) else {
            let detail = "more than \(limits.readingsPerSecond) meter readings a second"
            return refused(building, .rateLimited, detail, atLeast: 1, now: now)
        }
        guard isTimely(message.readAt, now: now) else {
            return refused(building, .expired, "the reading's ts is too far away", atLeast: 1, now: now)
        }
        guard member.meter.isLater(message.sequence, now: now) else {
            let detail = "reading \(message.sequence) is not later than the last"
            return refused(building, .staleSequence, detail, atLeast: 1, now: now)
        }
        members[building]?.meter.heard(message, now: now)
        if members[building]?.meter.beginsToBeFrozen(now: now) == true {
            let power = ControllerEvent.Value(name: "power_w", number: message.report.power.watts)
            let detail = "the register stands still while power flows; its readings are not recorded"
            return [event(.meterFrozen, of: building, values: [power], detail: detail)]
        }
        return recordIfDue(building, now: now)
    }

    /// A message on a building's meter topic is no reading.
    public mutating func malformedReading(
        of building: BuildingID,
        _ status: ReplyStatus,
        _ detail: String,
        now: Instant
    ) -> [Action] {
        guard takeReading(of: building, now: now) else {
            return refused(building, .rateLimited, "too many meter readings", atLeast: 1, now: now)
        }
        return refused(building, status, detail, atLeast: 1, now: now)
    }

    private mutating func takeReading(of building: BuildingID, now: Instant) -> Bool {
        members[building]?.readings.take(at: now, perSecond: limits.readingsPerSecond, burst: limits.readingBurst)
            ?? true
    }

    /// Records a building's last reading, if it decides something.
    mutating func recordIfDue(_ building: BuildingID, now: Instant) -> [Action] {
        let isStale = members[building]?.allocation?.allocation.isStale ?? true
        let isDue = members[building]?.meter.isDue(
            isStale: isStale,
            tolerance: terms.cluster.meterTolerance,
            interval: limits.meterInterval,
            now: now
        )
        guard isDue == true, !isAdvancing, tickets.count < limits.calls else { return [] }
        return record(building, now: now)
    }

    private mutating func record(_ building: BuildingID, now: Instant) -> [Action] {
        guard let report = members[building]?.meter.latest else { return [] }
        members[building]?.meter.begin()
        let ticket = ticket(for: .meter(report))
        return [.submit(ticket, .meter(report), .own(ticket.number), at: callTime(now))]
    }

    /// Records what meters showed last, before a period is closed.
    mutating func recordAll(now: Instant) -> [Action] {
        var actions: [Action] = []
        for building in terms.cluster.buildings.map(\.id)
        where members[building]?.meter.isUnrecorded(now: now) == true {
            actions += record(building, now: now)
        }
        return actions
    }

    /// Looks, now and then, whether meters that spoke are silent.
    mutating func lookForSilentMeters(now: Instant) -> [Action] {
        var actions: [Action] = []
        for building in terms.cluster.buildings.map(\.id) {
            guard let silence = members[building]?.meter.beginsToBeSilent(now: now) else { continue }
            let value = ControllerEvent.Value(name: "silent_s", number: silence.milliseconds / 1_000)
            let detail = "no meter reading; its silences are settled by its last level if it stays so"
            actions.append(event(.meterSilent, of: building, values: [value], detail: detail))
        }
        return actions
    }
}
