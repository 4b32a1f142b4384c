import Allocation
import AllocationContract
import Units

/// What the machine remembers of a building's meter, to decide when a reading is worth a transaction.
///
/// A transaction for every message would be many times the transactions of the demands, and say nothing new: the
/// register is cumulative. So a reading is recorded where it decides something: the meter's first since the controller
/// started, the first after a silence (it settles the gap), one that shows a breach (at most once a minute), a register
/// that went backwards, the last one before a period closes; and at least every interval, so that a dispute is about
/// little. What the machine reckons here only chooses the moment; what is settled, the contract decides.
struct MeterBook: Sendable {
    /// The last reading that was heard, and when.
    private(set) var latest: MeterReport?
    private(set) var heardAt: Instant?
    private var sequence: Int64?
    /// What was recorded last, and when.
    private var recorded: (register: Energy, at: Instant)?
    /// What was stated since, up to an instant, at a power that still holds.
    private var stated = Energy.zero
    private var statedUntil: Instant
    private var power = Power.zero
    private var hasGap = false
    private(set) var isUnderWay = false
    /// When the register last moved.
    private var movedAt: Instant?
    private var isSaidFrozen = false
    private var isSaidSilent = false

    /// After how long without a reading a meter is silent; a message is of no use after half of it.
    static let silence = Interval.seconds(60)
    private static let breachPause = Interval.seconds(60)
    /// What must have been drawn, by the power that a meter shows, while its register stands still.
    private static let frozenEnergy = Energy.wattHours(10)

    init(at now: Instant) {
        statedUntil = now
    }

    /// Whether a reading is later than the last: a lower number is a duplicate, or was overtaken. After a minute
    /// without any later one the gateway has started anew, for messages do not live so long.
    func isLater(_ sequence: Int64, now: Instant) -> Bool {
        guard let last = self.sequence, let heardAt else { return true }
        return sequence > last || now - heardAt > Self.silence
    }

    mutating func heard(_ message: MeterMessage, now: Instant) {
        if latest?.register != message.report.register {
            movedAt = now
            isSaidFrozen = false
        }
        latest = message.report
        sequence = message.sequence
        heardAt = now
        isSaidSilent = false
    }

    /// The building states another power from now on, or none.
    mutating func states(_ power: Power, isStale: Bool, now: Instant) {
        settle(now)
        self.power = isStale ? .zero : power
        if isStale { hasGap = true }
    }

    private mutating func settle(_ now: Instant) {
        let length = max(now - statedUntil, .zero)
        let (energy, isTooMuch) = power.watts.multipliedReportingOverflow(by: length.milliseconds)
        let (sum, isTooLarge) = stated.millijoules.addingReportingOverflow(isTooMuch ? .max : energy)
        stated = .millijoules(isTooLarge ? .max : sum)
        statedUntil = max(statedUntil, now)
    }

    /// Whether the last reading is to be recorded now.
    mutating func isDue(isStale: Bool, tolerance: MeterTolerance, interval: Interval, now: Instant) -> Bool {
        guard let latest, !isUnderWay, !isFrozen(now: now) else { return false }
        guard let recorded else { return true }
        if latest.register < recorded.register { return true }
        let age = now - recorded.at
        if age >= interval { return true }
        // While a building is silent its gap goes on; it is settled when it has ended.
        if isStale { return false }
        if hasGap { return true }
        settle(now)
        let beyond = latest.register - recorded.register - stated
        return beyond > tolerance.allowance(for: stated) && age >= Self.breachPause
    }

    /// Whether there is a fresh reading that is not recorded yet.
    func isUnrecorded(now: Instant) -> Bool {
        guard let latest, let heardAt, now - heardAt <= Self.silence, !isUnderWay, !isFrozen(now: now) else {
            return false
        }
        return recorded.map { $0.register != latest.register || hasGap } ?? true
    }

    mutating func begin() { isUnderWay = true }

    mutating func end(_ report: MeterReport?, now: Instant) {
        isUnderWay = false
        guard let report else { return }
        settle(now)
        recorded = (report.register, now)
        stated = .zero
        hasGap = false
    }

    private func isFrozen(now: Instant) -> Bool {
        guard let latest, let movedAt, latest.power > .zero else { return false }
        let (drawn, isTooMuch) = latest.power.watts.multipliedReportingOverflow(by: (now - movedAt).milliseconds)
        return isTooMuch || drawn >= Self.frozenEnergy.millijoules
    }

    /// Whether it is to be said, once, that the meter stands still.
    mutating func beginsToBeFrozen(now: Instant) -> Bool {
        guard !isSaidFrozen, isFrozen(now: now) else { return false }
        isSaidFrozen = true
        return true
    }

    /// For how long the meter has been silent, if that is to be said, once.
    mutating func beginsToBeSilent(now: Instant) -> Interval? {
        guard !isSaidSilent, let heardAt, now - heardAt > Self.silence else { return nil }
        isSaidSilent = true
        return now - heardAt
    }
}
