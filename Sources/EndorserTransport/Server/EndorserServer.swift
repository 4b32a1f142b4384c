import Cryptography
public import Logging
import Membership
import NIOCore
import NIOPosix
import NIOSSL
import Peer
import Synchronization

/// An endorser in a process of its own: listens for the peer of its channel over mutually authenticated TLS, follows
/// the chain, executes what it is asked to endorse, and signs what it has executed with a key that nobody else has.
public final class EndorserServer: Sendable {
    private let settings: EndorserServerSettings
    private let logger: Logger
    private let desk: EndorserDesk
    private let tls: MutualTLS
    private let group = MultiThreadedEventLoopGroup.singleton
    private let listener = Mutex<(any Channel)?>(nil)
    private let connections = Mutex<[ObjectIdentifier: FrameConnection]>([:])

    /// How many connections there may be at once: one is used.
    static let connectionsMax = 16

    /// How many frames may wait to be worked on before no more are read.
    static let waitingMax = 256

    /// Sets up an endorser; it listens when it is started.
    ///
    /// - Throws: An error of TLS, if it cannot be set up with the certificate and key.
    public init(_ settings: EndorserServerSettings, logger: Logger) throws {
        self.settings = settings
        self.logger = logger
        desk = EndorserDesk(settings, logger: logger)
        tls = try MutualTLS(settings.credential, intermediates: settings.intermediates, isServer: true)
    }

    /// Confirms that what the endorser would begin with, without blocks of its own, is what it needs.
    ///
    /// - Throws: ``EndorserServerError``, if it is not.
    public func confirmBeginning() throws(EndorserServerError) { try desk.confirmBeginning() }

    /// Goes on with the chain that was followed before, and begins to listen.
    ///
    /// - Returns: The port.
    /// - Throws: ``EndorserServerError``, if it cannot.
    public func start() async throws(EndorserServerError) -> Int {
        try desk.resume()
        do {
            let channel = try await ServerBootstrap(group: group)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture { try self.accept(channel) }
                }
                .bind(host: settings.host, port: settings.port).get()
            listener.withLock { $0 = channel }
            return channel.localAddress?.port ?? settings.port
        } catch {
            throw EndorserServerError("the endorser cannot listen at \(settings.host):\(settings.port): \(error)")
        }
    }

    /// Hangs up and listens no more.
    public func stop() async {
        let channel = listener.withLock { listener in
            defer { listener = nil }
            return listener
        }
        try? await channel?.close().get()
        for connection in connections.withLock({ Array($0.values) }) {
            connection.close(because: "the endorser stops")
            try? await connection.channel.closeFuture.get()
        }
        desk.close()
    }

    private func accept(_ channel: any Channel) throws {
        let asker = AskingPeer(desk: desk)
        let address = channel.remoteAddress.map { "\($0)" } ?? "somebody"
        let events = FrameConnection.Events(
            opened: { _ in },
            received: { asker.received($1, over: $0) },
            closed: { connection, reason in
                self.closed(connection, because: reason, address: address, identity: asker.identity)
            }
        )
        let connection = FrameConnection(channel, rhythm: settings.rhythm, limits: settings.limits, events: events)
        let isRoom = connections.withLock { connections in
            guard connections.count < Self.connectionsMax else { return false }
            connections[ObjectIdentifier(connection)] = connection
            return true
        }
        guard isRoom else { throw EndorserServerError("there are \(Self.connectionsMax) connections already") }
        let secure = try tls.handler { [desk] in
            desk.judge($0, intermediates: $1, say: $2)
        } verdict: {
            switch $0 {
            case .success(let identity): asker.identity = identity
            case .failure(let refusal): connection.blame(refusal.reason)
            }
        }
        try channel.pipeline.syncOperations.addHandlers([
            IdleStateHandler(readTimeout: TimeAmount(settings.rhythm.silence)), secure, connection,
        ])
    }

    private func closed(
        _ connection: FrameConnection,
        because reason: String,
        address: String,
        identity: Identity?
    ) {
        _ = connections.withLock { $0.removeValue(forKey: ObjectIdentifier(connection)) }
        desk.forget(connection)
        var metadata: Logger.Metadata = ["address": "\(address)", "reason": "\(reason)"]
        if let identity { metadata["peer"] = "\(identity)" }
        logger.warning("a connection is over", metadata: metadata)
    }
}

/// A connection's other side, as the endorser sees it; lives on the connection's event loop.
private final class AskingPeer: @unchecked Sendable {
    var identity: Identity?
    private let desk: EndorserDesk
    private var waiting = 0
    private var isReading = true

    init(desk: EndorserDesk) { self.desk = desk }

    /// Hands a frame on; where more wait than can be worked on, the peer has to wait.
    func received(_ bytes: [UInt8], over connection: FrameConnection) {
        guard let identity else { return connection.close(because: "it showed no certificate") }
        waiting += 1
        adjust(connection)
        let loop = connection.channel.eventLoop
        desk.take(bytes, from: identity, over: connection) {
            loop.execute {
                self.waiting -= 1
                self.adjust(connection)
            }
        }
    }

    private func adjust(_ connection: FrameConnection) {
        let wanted = isReading ? waiting < EndorserServer.waitingMax : waiting < EndorserServer.waitingMax / 2
        guard wanted != isReading else { return }
        isReading = wanted
        connection.channel.setOption(.autoRead, value: wanted).whenComplete { _ in }
    }
}

/// An endorser cannot serve, and why.
public struct EndorserServerError: Error, Hashable, Sendable {
    /// What is wrong.
    public let message: String

    /// Whether it is a file that the endorser's people have named.
    public let isInput: Bool

    init(_ message: String, isInput: Bool = false) {
        self.message = message
        self.isInput = isInput
    }
}

extension EndorserServerError: CustomStringConvertible {
    public var description: String { message }
}
