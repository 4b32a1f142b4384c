import Units

/// A stretch of time in which nothing falls due, whatever the events in it.
///
/// Before and after every event something may fall due, and nearly always nothing does. Where that is known beforehand,
/// an event need not look. The stretch is never longer than it is safe to assume; when it is over, the exact instants
/// are asked for, and the next stretch begins.
struct Calm: Sendable {
    /// The first instant at which something may fall due.
    private var end: Instant
    /// As long as the load is at most this, no energy outgrows its type in the stretch.
    private var power = Power.zero

    /// No calm: whatever comes first has to look.
    init(endsAt instant: Instant) {
        end = instant
    }

    /// Calm that lasts until `due`, and not longer than the load can be served without an overflow.
    ///
    /// - Parameters:
    ///   - drawn: the energy that was drawn so far.
    init(from now: Instant, to due: Instant, load: Power, drawn: Energy) {
        // Room for the load to double; 2³³ W leave twelve days.
        power = max(load + load, .watts(1 << 33))
        let (last, isBeyond) = now.milliseconds.addingReportingOverflow((.max - drawn.millijoules) / power.watts - 1)
        end = isBeyond ? due : min(due, .milliseconds(last))
    }

    /// Whether nothing falls due up to an instant.
    @inline(__always)
    func lasts(through instant: Instant) -> Bool { instant < end }

    /// Whether nothing falls due up to an instant, and a load can be served until then.
    @inline(__always)
    func lasts(through instant: Instant, at load: Power) -> Bool { instant < end && load <= power }

    /// Something falls due at an instant, or may.
    @inline(__always)
    mutating func end(at instant: Instant) {
        if instant < end { end = instant }
    }
}

extension Cluster {
    /// Finds until when nothing can fall due.
    mutating func foreseeCalm() {
        var due = min(quotaEnds.earliest, leaseEnds.earliest)
        if policy.dwell > .zero { due = now }
        if !isBatteryExhausted { due = min(due, earliestBatteryEnd) }
        calm = Calm(from: now, to: due, load: tally.load, drawn: drawn)
    }

    /// Before this instant the battery does not run out: no policy lets it serve more than its power.
    private var earliestBatteryEnd: Instant {
        if charge == .zero { return now }
        guard terms.battery.power > .zero else { return .milliseconds(.max) }
        let reach = (charge / terms.battery.power).milliseconds
        let (end, isBeyond) = now.milliseconds.addingReportingOverflow(reach)
        return .milliseconds(isBeyond ? .max : end)
    }
}
