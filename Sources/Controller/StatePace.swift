import Allocation
import AllocationContract
import Units

/// How often each receiver is told a state that the broker keeps the last of: the allocation in force, and the rule.
///
/// Under load each commit changes them, and to say one costs what an answer costs, though nobody waits for it: whoever
/// asked has the answer. So a state is said at once, and then the newest, once in ``interval``. What changes the rule
/// itself is always said at once.
struct StatePace<Receiver: Hashable> {
    /// No second state is said within so long.
    static var interval: Interval { .seconds(1) }

    /// Looking for what may be said at every instant at which something may would wake a thread for each receiver.
    private static var grain: Interval { .milliseconds(50) }

    private struct Last {
        var said: Announcement
        /// The newest state that waits.
        var waiting: Announcement?
        let end: Instant
    }

    private var last: [Receiver: Last] = [:]
    /// The receivers that were told a state, in the order in which they may be told another.
    private var told: [Receiver] = []

    /// When to ask again for what is ``due(at:)``; `nil` if nobody has been told anything lately.
    private(set) var next: Instant?

    /// Whether a message is to be handed on now; a state that is not is kept until it is ``due(at:)``.
    mutating func isToBeSaid(_ announcement: Announcement, to receiver: Receiver, at now: Instant) -> Bool {
        guard announcement.isPaced else { return true }
        guard let before = last[receiver] else {
            note(announcement, to: receiver, at: now)
            return true
        }
        guard announcement.isUrgent(after: before.said) else {
            last[receiver]?.waiting = announcement
            return false
        }
        last[receiver]?.said = announcement
        last[receiver]?.waiting = nil
        return true
    }

    /// The states whose time has come, in the order in which their receivers were told the ones before.
    mutating func due(at now: Instant) -> [(receiver: Receiver, announcement: Announcement)] {
        let count = told.firstIndex { last[$0].map { $0.end > now } ?? false } ?? told.count
        let ended = told.prefix(count)
        told.removeFirst(count)
        var due: [(Receiver, Announcement)] = []
        for receiver in ended {
            guard let announcement = last.removeValue(forKey: receiver)?.waiting else { continue }
            due.append((receiver, announcement))
            note(announcement, to: receiver, at: now)
        }
        next = told.first.flatMap { last[$0] }.map { max($0.end, now + Self.grain) }
        return due
    }

    /// Every state that waits: there will be no later.
    mutating func all() -> [(receiver: Receiver, announcement: Announcement)] {
        let waiting = told.compactMap { receiver in last[receiver]?.waiting.map { (receiver, $0) } }
        self = StatePace()
        return waiting
    }

    private mutating func note(_ announcement: Announcement, to receiver: Receiver, at now: Instant) {
        last[receiver] = Last(said: announcement, waiting: nil, end: now + Self.interval)
        told.append(receiver)
        if next == nil { next = now + Self.interval }
    }
}

extension Announcement {
    /// Whether it is a state of which only the newest matters, and that may wait.
    fileprivate var isPaced: Bool {
        switch self {
        case .current, .policy: true
        case .reply, .period, .event: false
        }
    }

    /// Whether another rule is in force than an earlier state says, for the cluster or for a building.
    fileprivate func isUrgent(after earlier: Announcement) -> Bool {
        switch (self, earlier) {
        case (.current(let new), .current(let old)):
            new.allocation?.mode != old.allocation?.mode
                || new.allocation?.allocation.isStale != old.allocation?.allocation.isStale
        case (.policy(let new), .policy(let old)):
            (new.policy, new.mode, new.reason, new.isFailSafe) != (old.policy, old.mode, old.reason, old.isFailSafe)
        default: true
        }
    }
}
