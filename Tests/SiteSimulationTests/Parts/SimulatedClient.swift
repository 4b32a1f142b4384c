import Gateway
import MQTTClient

/// A client as libmosquitto is one: messages leave in order, wait while there is no connection, and those that were not
/// acknowledged are sent again on the next one, so that 1, 2, 3 may come as 1, 2, 3, 2, 3, 4.
final class SimulatedClient {
    private struct Outgoing {
        var number: Int
        var message: MQTTMessage
        var isSent = false
        var done: () -> Void
    }

    let id: String
    let will: MQTTMessage?
    let filters: [TopicFilter]
    var onMessage: (MQTTMessage) -> Void = { _ in }
    var onConnected: () -> Void = {}
    private let site: SimulatedSite
    private var isAlive = true
    private var connection: Connection?
    private var isConnected = false
    private var outgoing: [Outgoing] = []
    private var number = 0
    /// Until when nothing comes through between the client and the broker.
    private var cutUntil: Int64 = 0

    /// How long the client waits before it tries again.
    private static let retry: Int64 = 1_000

    init(_ id: String, will: MQTTMessage?, filters: [TopicFilter], site: SimulatedSite) {
        self.id = id
        self.will = will
        self.filters = filters
        self.site = site
    }

    var queueLength: Int { outgoing.count }

    func connect() {
        guard isAlive, connection == nil else { return }
        guard site.broker.isUp, cutUntil <= site.timeline.now else {
            return site.timeline.after(Self.retry) { self.connect() }
        }
        let connection = Connection(self, site)
        self.connection = connection
        connection.there { self.site.broker.accept(connection) }
    }

    /// The broker has taken the connection and its subscriptions.
    func accepted(on connection: Connection) {
        guard isAlive, self.connection === connection else { return }
        isConnected = true
        for index in outgoing.indices { transmit(index, on: connection) }
        onConnected()
    }

    /// The client finds out that its connection is gone.
    func lost(_ connection: Connection) {
        guard isAlive, self.connection === connection else { return }
        connection.isUp = false
        self.connection = nil
        isConnected = false
        connect()
    }

    /// Nothing comes through any more; each side finds out in its own time.
    func cut(for length: Int64, broker: Int64, client: Int64) {
        cutUntil = site.timeline.now + length
        guard let connection else { return }
        connection.isUp = false
        site.timeline.after(broker) { self.site.broker.end(connection) }
        site.timeline.after(client) { self.lost(connection) }
    }

    /// The process is gone.
    func die() {
        isAlive = false
        guard let connection else { return }
        connection.isUp = false
        self.connection = nil
        site.timeline.after(site.delay()) { self.site.broker.end(connection) }
    }

    /// Publishes a message; `done` is called when the broker has it, or it has expired here.
    func publish(_ message: GatewayMessage, done: @escaping () -> Void = {}) {
        number += 1
        let number = number
        let wire = message.onWire
        outgoing.append(Outgoing(number: number, message: wire, done: done))
        if isConnected, let connection { transmit(outgoing.count - 1, on: connection) }
        guard let expiry = wire.properties.expirySeconds else { return }
        site.timeline.after(Int64(expiry) * 1_000) {
            guard let index = self.outgoing.firstIndex(where: { $0.number == number && !$0.isSent }) else { return }
            self.outgoing.remove(at: index).done()
        }
    }

    func acknowledged(_ number: Int) {
        guard isAlive, let index = outgoing.firstIndex(where: { $0.number == number }) else { return }
        outgoing.remove(at: index).done()
    }

    func received(_ message: MQTTMessage) {
        if isAlive { onMessage(message) }
    }

    private func transmit(_ index: Int, on connection: Connection) {
        outgoing[index].isSent = true
        let (number, message) = (outgoing[index].number, outgoing[index].message)
        connection.there { self.site.broker.receive(message, number: number, on: connection) }
    }
}

extension GatewayMessage {
    /// The message as the broker gets it.
    var onWire: MQTTMessage {
        MQTTMessage(topic: topic, payload: payload, isRetained: isRetained, properties: properties)
    }
}
