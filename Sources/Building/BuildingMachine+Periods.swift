import Gateway
public import Units

extension BuildingMachine {
    /// How long a request waits for a period that a person opens: the status that says so may have been missed.
    private static let longestHold = Interval.seconds(60)

    /// No period is open: a request waits for the next one, and until then there is no lease to renew.
    ///
    /// - Parameters:
    ///   - index: The request's place.
    ///   - opening: When the controller says that the next period begins; `nil` where it does not know.
    mutating func hold(_ index: Int, until opening: Instant?) {
        unanswered[index].heldUntil = opening ?? unanswered[index].sentAt + Self.longestHold
        if index == unanswered.indices.last { renewAt = nil }
    }

    /// The controller's status says that a period is open: what waits for one is asked again at once.
    public mutating func periodIsOpen(now: Instant) -> [Action] {
        giveUpSuperseded(now)
        let held = unanswered.indices.filter { unanswered[$0].heldUntil != nil }
        guard !held.isEmpty else { return [] }
        let actions = held.map { resend($0, now: now) }
        return actions + [.wake(at: nextWake(now))]
    }
}
