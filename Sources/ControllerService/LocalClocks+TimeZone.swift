import ConfigurationFiles
import Controller
import Foundation
import Units

extension LocalClocks {
    /// The clocks of an IANA time zone, as the machine's time zone data have them from two days before an instant on,
    /// for thirty years; `nil` where there is no such zone.
    init?(timeZone name: String, from instant: Instant) {
        guard let zone = TimeZone(identifier: name) else { return nil }
        func offset(at date: Date) -> Interval { .seconds(Int64(zone.secondsFromGMT(for: date))) }
        let start = Date(timeIntervalSince1970: Double(instant.milliseconds) / 1_000 - 2 * 86_400)
        let end = start + Self.horizon
        var changes: [Change] = []
        var date = start
        while let next = zone.nextDaylightSavingTimeTransition(after: date), next > date, next < end {
            let at = Instant(milliseconds: Int64((next.timeIntervalSince1970 * 1_000).rounded()))
            changes.append(Change(at: at, offset: offset(at: next)))
            date = next
        }
        self.init(offset: offset(at: start), changes: changes)
    }

    private static let horizon: TimeInterval = 30 * 366 * 86_400
}

extension PeriodSchedule {
    /// The schedule of a cluster file.
    ///
    /// - Throws: ``ServiceError``, if the machine does not know the time zone.
    init(_ settings: PeriodSettings, from instant: Instant) throws(ServiceError) {
        switch settings.start {
        case .following: self = .following(settings.duration)
        case .byHand: self = .byHand
        case .daily(let starts, let zone):
            guard let clocks = LocalClocks(timeZone: zone, from: instant) else {
                throw ServiceError(.environment, "this machine has no time zone '\(zone)'; install its tzdata")
            }
            self = .daily(DailyWindows(starts: starts, length: settings.duration, clocks: clocks))
        }
    }
}
