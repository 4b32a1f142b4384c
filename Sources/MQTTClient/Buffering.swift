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
}

/// The messages of one subscription that wait to be taken.
struct MessageBuffer {
    private let policy: Buffering
    private var messages = FIFO<MQTTMessage>()

    /// The place in the queue of each topic's message, under `latestPerTopic`.
    private var places: [Topic: Int] = [:]

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
        }
        return true
    }

    /// Takes the oldest message.
    mutating func popFirst() -> MQTTMessage? {
        guard let message = messages.popFirst() else { return nil }
        if policy == .latestPerTopic { places[message.topic] = nil }
        return message
    }
}
