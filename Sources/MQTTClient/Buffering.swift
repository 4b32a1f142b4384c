/// What happens to messages that arrive faster than they are taken.
///
/// A broker's connection cannot be paused without losing its keep-alive and the acknowledgements that travel on it, so
/// each subscription says what it can bear to lose.
public enum Buffering: Hashable, Sendable {
    /// Of each topic only the newest message waits: for readings, where a newer one replaces the older.
    case latestPerTopic

    /// So many messages wait; one more ends the subscription with ``MQTTError/Code/overflow`` after those that waited
    /// have been taken. For commands: nothing is dropped silently.
    case bounded(Int)

    /// So many messages of each topic wait, of at most so many topics, and the topics take turns: for commands of many
    /// senders, of whom none may keep the others waiting. One more of a topic is dropped, and the next message of the
    /// topic says how many were (``MQTTMessage/shed``).
    case fair(perTopic: Int, topics: Int)
}

/// The messages of one subscription that wait to be taken.
struct MessageBuffer {
    private let policy: Buffering
    private var messages = FIFO<MQTTMessage>()

    /// The place in the queue of each topic's message, under `latestPerTopic`.
    private var places: [Topic: Int] = [:]

    /// What waits of each topic, under `fair`, and whose turn it is.
    private var lanes: [Topic: Lane] = [:]
    private var turns = FIFO<Topic>()

    private struct Lane {
        var messages = FIFO<MQTTMessage>()
        var shed = 0
    }

    init(_ policy: Buffering) {
        self.policy = policy
    }

    /// Appends a message; `false` if it finds no room.
    mutating func append(_ message: MQTTMessage) -> Bool {
        switch policy {
        case .bounded(let limit):
            guard messages.count < limit else { return false }
            messages.append(message)
        case .latestPerTopic:
            if let place = places[message.topic] {
                messages[place] = message
            } else {
                places[message.topic] = messages.append(message)
            }
        case .fair(let limit, let topics):
            appendFairly(message, limit: limit, topics: topics)
        }
        return true
    }

    private mutating func appendFairly(_ message: MQTTMessage, limit: Int, topics: Int) {
        guard let lane = lanes[message.topic] else {
            guard lanes.count < topics else { return }
            lanes[message.topic, default: Lane()].messages.append(message)
            turns.append(message.topic)
            return
        }
        if lane.messages.count < limit {
            lanes[message.topic]?.messages.append(message)
        } else {
            lanes[message.topic]?.shed += 1
        }
    }

    /// Takes the oldest message; under `fair`, the oldest of the topic whose turn it is.
    mutating func popFirst() -> MQTTMessage? {
        if case .fair = policy { return popFairly() }
        guard let message = messages.popFirst() else { return nil }
        if policy == .latestPerTopic { places[message.topic] = nil }
        return message
    }

    private mutating func popFairly() -> MQTTMessage? {
        guard let topic = turns.popFirst(), var message = lanes[topic]?.messages.popFirst() else { return nil }
        message.shed = lanes[topic]?.shed ?? 0
        lanes[topic]?.shed = 0
        if lanes[topic]?.messages.count == 0 {
            lanes[topic] = nil
        } else {
            turns.append(topic)
        }
        return message
    }
}
