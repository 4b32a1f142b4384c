public import AllocationContract
public import Units

/// A building's meter reading, read and checked for form.
public struct MeterMessage: Hashable, Sendable {
    /// What it shows, and for whom.
    public var report: MeterReport
    /// Its number since the meter's gateway started.
    public var sequence: Int64
    /// When it was read, by the gateway's clock; it orders nothing.
    public var readAt: Instant

    /// Creates a reading.
    public init(report: MeterReport, sequence: Int64, readAt: Instant) {
        self.report = report
        self.sequence = sequence
        self.readAt = readAt
    }
}
