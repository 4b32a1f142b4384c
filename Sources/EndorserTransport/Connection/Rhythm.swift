public import Units

/// How long one side of a connection waits for the other.
public struct ConnectionRhythm: Hashable, Sendable {
    /// How often the peer asks for a sign of life.
    public var ping: Interval = .seconds(5)

    /// After how long a silence either side hangs up.
    public var silence: Interval = .seconds(15)

    /// How long making a connection and the TLS handshake may take.
    public var handshake: Interval = .seconds(5)

    /// How long the peer waits before it tries again; twice as long after each failure, up to ``retryMaximum``.
    public var retry: Interval = .milliseconds(250)

    /// The longest time between two attempts.
    public var retryMaximum: Interval = .seconds(5)

    /// Creates the usual rhythm.
    public init() {}
}
