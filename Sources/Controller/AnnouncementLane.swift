import Synchronization

/// The messages to one receiver, handed to the announcer in the order in which they were decided.
///
/// What waits while the announcer is busy is handed over together, so that a receiver is not kept waiting for a round
/// trip to the broker with each message. Of states, which the broker keeps the last of, only the newest waits.
final class AnnouncementLane: Sendable {
    /// Ends when everything has been sent, after ``finish()``.
    let sending: Task<Void, Never>

    private let queue: Queue
    private let isWaiting: AsyncStream<Void>.Continuation

    private final class Queue: Sendable {
        let messages = Mutex<[Announcement]>([])
    }

    /// How many messages may wait; more refusals than that are not sent. Allocations always are.
    private static let limit = 1_000

    init(to announcer: any AllocationAnnouncer) {
        let (stream, isWaiting) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let queue = Queue()
        self.queue = queue
        self.isWaiting = isWaiting
        sending = Task {
            for await _ in stream {
                let messages = queue.messages.withLock { waiting in
                    defer { waiting = [] }
                    return waiting
                }
                guard let last = messages.last else { continue }
                await withDiscardingTaskGroup { group in
                    // Each begins at once: they reach the announcer in their order. The last needs no task of its own.
                    for message in messages.dropLast() { group.addImmediateTask { await announcer.announce(message) } }
                    await announcer.announce(last)
                }
            }
        }
    }

    /// Sends a message after all those before it.
    func send(_ announcement: Announcement) {
        queue.messages.withLock { waiting in
            if case .reply(let reply) = announcement, reply.status != .ok, waiting.count >= Self.limit { return }
            if let older = waiting.lastIndex(where: announcement.replaces) { waiting.remove(at: older) }
            waiting.append(announcement)
        }
        isWaiting.yield()
    }

    /// Nothing more will be sent.
    func finish() {
        isWaiting.finish()
    }
}

extension Announcement {
    /// Whether nobody need be told the other message any more, of the same receiver, once this one is sent.
    fileprivate func replaces(_ other: Announcement) -> Bool {
        switch (self, other) {
        case (.current(let new), .current(let old)): new.building == old.building
        case (.policy, .policy), (.period, .period): true
        case (.reply, _), (.current, _), (.policy, _), (.period, _), (.event, _): false
        }
    }
}
