public import Units

/// Something that will happen of itself.
public struct DueEvent: Hashable, Sendable {
    /// When.
    public let instant: Instant

    /// What.
    public let kind: Kind

    /// Creates an event.
    public init(instant: Instant, kind: Kind) {
        self.instant = instant
        self.kind = kind
    }

    /// The kinds of things that happen of themselves.
    public enum Kind: Hashable, Sendable {
        /// The battery's charge or a building's battery energy runs out.
        case depletion

        /// A lease runs out, and its building becomes stale.
        case leaseEnd

        /// The adaptive policy's dwell ends, and its mode changes.
        case dwellEnd
    }
}
