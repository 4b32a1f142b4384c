import Units

/// Periods of six hours that begin each day at a full hour, as a cluster file says it.
struct DailyPeriod {
    /// The hour of the day at which they begin, by UTC.
    let hour: Int64

    /// Creates the periods that begin so many hours from the present one.
    init(hoursFromNow hours: Int64) {
        hour = (now().milliseconds / 3_600_000 + hours) % 24
    }

    /// What the cluster file says for them.
    var text: String { "{duration: 6h, start: \"\(hour < 10 ? "0" : "")\(hour):00\", time_zone: UTC}" }
}
