public import Units

/// A request as it was recorded.
public struct TraceRequest: Hashable, Sendable {
    /// The index of the building in the cluster's terms.
    public let building: Int

    /// When it arrived, from the start of the period.
    public let start: Instant

    /// When it ended; `nil` where it was still running when the record was made.
    public let end: Instant?

    /// The power it drew throughout.
    public let power: Power

    /// The line of the file that records it.
    public let line: Int

    /// Creates a request.
    public init(building: Int, start: Instant, end: Instant?, power: Power, line: Int) {
        self.building = building
        self.start = start
        self.end = end
        self.power = power
        self.line = line
    }
}

/// Recorded demand: the requests of a period, in the order of the file.
public struct Trace: Hashable, Sendable {
    /// The requests; those with the same start arrive in this order.
    public let requests: [TraceRequest]

    /// Creates a trace.
    public init(requests: [TraceRequest]) {
        self.requests = requests
    }
}

/// Why a trace was refused.
public struct TraceError: Error, Hashable, Sendable {
    /// The line, counted from 1 with the header.
    public let line: Int

    /// What is wrong and what was expected, as a sentence.
    public let problem: String

    /// Creates an error.
    public init(line: Int, problem: String) {
        self.line = line
        self.problem = problem
    }
}

extension TraceError: CustomStringConvertible {
    public var description: String { "line \(line): \(problem)" }
}
