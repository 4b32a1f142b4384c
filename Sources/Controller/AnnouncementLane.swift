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
        let waiting = Mutex(Waiting())
    }

    init(to announcer: any AllocationAnnouncer) {
        let (stream, isWaiting) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let queue = Queue()
        self.queue = queue
        self.isWaiting = isWaiting
        sending = Task {
            for await _ in stream {
                let messages = queue.waiting.withLock { $0.takeAll() }
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
        queue.waiting.withLock { $0.append(announcement) }
        isWaiting.yield()
    }

    /// Nothing more will be sent.
    func finish() {
        isWaiting.finish()
    }
}

/// The messages that wait to be sent to one receiver.
private struct Waiting {
    /// How many messages may wait; more refusals than that are counted and said together. Allocations always wait.
    private static let limit = 1_000

    private var messages: [Announcement] = []
    private var withheld: AllocationReply?

    mutating func append(_ announcement: Announcement) {
        if case .reply(let reply) = announcement, reply.status != .ok, messages.count >= Self.limit {
            return withhold(reply)
        }
        if let older = messages.lastIndex(where: announcement.replaces) { messages.remove(at: older) }
        messages.append(announcement)
    }

    /// Everything that waits, in its order; then nothing does.
    mutating func takeAll() -> [Announcement] {
        defer { self = Waiting() }
        return messages + (withheld.map { [.reply($0)] } ?? [])
    }

    private mutating func withhold(_ refusal: AllocationReply) {
        // Those who are no members share a queue; the first of them is told, which is more than it is owed.
        guard withheld.map({ $0.building == refusal.building }) ?? true else { return }
        let count = max(1, refusal.unanswered) + (withheld?.unanswered ?? 0)
        withheld = AllocationReply(
            building: refusal.building,
            requestID: nil,
            status: .rateLimited,
            detail: "\(count) messages were refused and are not answered one by one; send them again later",
            order: nil,
            allocation: refusal.allocation,
            unanswered: count
        )
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
