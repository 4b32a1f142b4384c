import MQTTClient

/// A connection of a client with the broker, in both directions in order; what is on its way when it breaks is lost.
final class Connection {
    let client: SimulatedClient
    /// Whether anything comes through.
    var isUp = true
    private let site: SimulatedSite
    private var lastThere: Int64 = 0
    private var lastBack: Int64 = 0

    init(_ client: SimulatedClient, _ site: SimulatedSite) {
        self.client = client
        self.site = site
    }

    func there(_ action: @escaping () -> Void) {
        lastThere = max(lastThere, site.timeline.now + site.delay())
        site.timeline.at(lastThere) { if self.isUp { action() } }
    }

    func back(_ action: @escaping () -> Void) {
        lastBack = max(lastBack, site.timeline.now + site.delay())
        site.timeline.at(lastBack) { if self.isUp { action() } }
    }
}

/// An MQTT 5 broker: QoS 1 with what it may do of it, retained messages, last wills, expiry, sessions.
final class SimulatedBroker {
    private struct Queued {
        var number: Int
        var message: MQTTMessage
        var expiresAt: Int64?
    }

    private final class Session {
        var connection: Connection?
        var filters: [TopicFilter] = []
        var unacknowledged: [Queued] = []
    }

    private(set) var isUp = true
    private let site: SimulatedSite
    private var sessions: [String: Session] = [:]
    private var retained: [String: Queued] = [:]
    private var number = 0

    init(_ site: SimulatedSite) {
        self.site = site
    }

    /// The longest queue of a session.
    var longestQueue: Int { sessions.values.map(\.unacknowledged.count).max() ?? 0 }

    /// A client has connected and subscribes.
    func accept(_ connection: Connection) {
        guard isUp else { return lose(connection) }
        let id = connection.client.id
        if let old = sessions[id]?.connection { end(old) }
        let session = sessions[id] ?? Session()
        sessions[id] = session
        session.connection = connection
        session.filters = connection.client.filters
        connection.back { connection.client.accepted(on: connection) }
        let waiting = session.unacknowledged
        session.unacknowledged = []
        for queued in waiting { deliver(queued.message, to: session, expiresAt: queued.expiresAt) }
        for topic in retained.keys.sorted() {
            guard let kept = retained[topic], session.filters.contains(where: { $0.matches(kept.message.topic) }) else {
                continue
            }
            deliver(kept.message, to: session, expiresAt: kept.expiresAt)
        }
    }

    /// A client's message has come.
    func receive(_ message: MQTTMessage, number: Int, on connection: Connection) {
        guard isUp else { return }
        publish(message)
        connection.back { connection.client.acknowledged(number) }
    }

    /// The broker finds out that a connection is gone.
    func end(_ connection: Connection) {
        connection.isUp = false
        guard isUp, let session = sessions[connection.client.id], session.connection === connection else { return }
        session.connection = nil
        if !site.plan.keepsSessions { sessions[connection.client.id] = nil }
        site.note("broker: \(connection.client.id) is gone")
        if let will = connection.client.will { publish(will) }
    }

    func crash() {
        guard isUp else { return }
        site.note("broker crashes")
        isUp = false
        let connections = sessions.keys.sorted().compactMap { sessions[$0]?.connection }
        sessions = [:]
        if !site.plan.keepsRetained { retained = [:] }
        for connection in connections { lose(connection) }
    }

    func restart() {
        site.note("broker starts")
        isUp = true
    }

    private func lose(_ connection: Connection) {
        connection.isUp = false
        site.timeline.after(site.delay()) { connection.client.lost(connection) }
    }

    private func publish(_ message: MQTTMessage) {
        let expiresAt = message.properties.expirySeconds.map { site.timeline.now + Int64($0) * 1_000 }
        if message.isRetained {
            retained[message.topic.text] =
                message.payload.isEmpty ? nil : Queued(number: 0, message: message, expiresAt: expiresAt)
        }
        for id in sessions.keys.sorted() {
            guard let session = sessions[id], session.filters.contains(where: { $0.matches(message.topic) }) else {
                continue
            }
            var copy = message
            copy.isRetained = false
            deliver(copy, to: session, expiresAt: expiresAt)
            if site.isDuplicated() { deliver(copy, to: session, expiresAt: expiresAt) }
        }
    }

    private func deliver(_ message: MQTTMessage, to session: Session, expiresAt: Int64?) {
        if let expiresAt, expiresAt <= site.timeline.now { return }
        number += 1
        let queued = Queued(number: number, message: message, expiresAt: expiresAt)
        session.unacknowledged.append(queued)
        guard let connection = session.connection else { return }
        connection.back {
            connection.client.received(message)
            connection.there { session.unacknowledged.removeAll { $0.number == queued.number } }
        }
    }
}
