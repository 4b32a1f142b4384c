public import Cryptography
import Ledger
public import Logging
public import Membership
import NIOCore
import NIOPosix
import NIOSSL
public import Peer
import Units

/// An endorser in another process, reached over mutually authenticated TLS.
///
/// It connects, and connects again whenever it has lost the endorser, as long as the peer runs. Only the endorser whose
/// certificate it was given will do, and only while its organisation vouches for it.
///
/// `@unchecked Sendable`: every mutable property is used on `loop` alone.
public final class RemoteEndorser: EndorsingPeer, @unchecked Sendable {
    public let identity: Identity

    public var isLocal: Bool { false }

    private let settings: RemoteEndorserSettings
    private let logger: Logger
    private let loop: any EventLoop = MultiThreadedEventLoopGroup.singleton.any()
    private var session: EndorsingSession?
    private var tls: MutualTLS?
    private var connection: FrameConnection?
    private var isStopped = false
    /// Whether the endorser has been told that it follows the stream, over the present connection. What the peer says
    /// before it knows of a new connection belongs to an older one.
    private var isJoined = false
    private var retry: Interval
    private var lastReason: String?
    private var pings: RepeatedTask?
    private var pingNumber: UInt64 = 0

    /// Creates an endorser's connection; it is made when the peer starts.
    ///
    /// - Parameters:
    ///   - certificate: The endorser's.
    ///   - settings: Where it is, and how the peer talks to it.
    ///   - logger: Where the connection says that it comes and goes.
    /// - Throws: `IdentityRefusal`, if the certificate is no identity.
    public init(
        _ certificate: Certificate,
        settings: RemoteEndorserSettings,
        logger: Logger
    ) throws(IdentityRefusal) {
        identity = try Identity(certificate: certificate)
        self.settings = settings
        retry = settings.rhythm.retry
        var logger = logger
        logger[metadataKey: "endorser"] = "\(identity)"
        logger[metadataKey: "address"] = "\(settings.host):\(settings.port)"
        self.logger = logger
    }

    public func start(_ session: EndorsingSession) {
        loop.execute {
            self.session = session
            do {
                self.tls = try MutualTLS(
                    self.settings.credential,
                    intermediates: self.intermediates(session),
                    isServer: false
                )
            } catch {
                return self.lost("TLS cannot be set up with the peer's certificate: \(error)")
            }
            self.connect()
        }
    }

    public func send(_ message: EndorserMessage) {
        loop.execute {
            guard let connection = self.connection else { return }
            switch message {
            case .history: break
            case .joined: self.isJoined = true
            case .proposal, .envelope, .committed, .withdrawn: guard self.isJoined else { return }
            }
            for frame in PeerFrame.frames(of: message) { connection.send(frame.encoded) }
        }
    }

    public func stop() async {
        try? await loop.submit {
            self.isStopped = true
            self.pings?.cancel()
            self.connection?.close(because: "the peer stops")
        }.get()
    }

    /// The authorities between the peer's own certificate and its root, as the configuration has them.
    private func intermediates(_ session: EndorsingSession) -> [Certificate] {
        let own = settings.credential.certificate.organisation
        return session.membership().organisations.first { $0.id.text == own }?.trustStore.intermediates ?? []
    }

    // MARK: Connecting

    private func connect() {
        loop.preconditionInEventLoop()
        guard !isStopped, let tls else { return }
        let rhythm = settings.rhythm
        let events = FrameConnection.Events(
            opened: { self.opened($0) },
            received: { self.received($1, over: $0) },
            closed: { self.closed($0, because: $1) }
        )
        ClientBootstrap(group: loop)
            .connectTimeout(TimeAmount(rhythm.handshake))
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let connection = FrameConnection(
                        channel,
                        rhythm: rhythm,
                        limits: self.settings.limits,
                        events: events
                    )
                    let secure = try tls.handler { identity, _, say in
                        say(self.problem(with: identity))
                    } verdict: {
                        if case .failure(let refusal) = $0 { connection.blame(refusal.reason) }
                    }
                    try channel.pipeline.syncOperations.addHandlers([
                        IdleStateHandler(readTimeout: TimeAmount(rhythm.silence)), secure, connection,
                    ])
                }
            }
            .connect(host: settings.host, port: settings.port)
            .whenFailure { error in
                self.loop.execute { self.lost("it cannot be reached: \(error)") }
            }
    }

    /// Why the other side is not the endorser that is meant, or may not endorse; `nil` if it may.
    private func problem(with other: Identity) -> String? {
        guard other.certificate.fingerprint == identity.certificate.fingerprint else {
            return "its certificate is not the one that is expected of \(identity)"
        }
        guard other.role == .peer else { return "its role is \(other.role), not peer" }
        guard let session, case .refused(let reason) = session.membership().validate(other, at: settings.clock())
        else { return nil }
        return reason.description
    }

    // MARK: Connected

    private func opened(_ connection: FrameConnection) {
        guard !isStopped, let session else { return connection.close(because: "the peer stops") }
        self.connection = connection
        isJoined = false
        let channel = session.channel.configuration.channel
        connection.send(PeerFrame.hello(version: PeerFrame.version, channel: channel).encoded)
        pingNumber = 0
        let rhythm = TimeAmount(settings.rhythm.ping)
        pings = loop.scheduleRepeatedTask(initialDelay: rhythm, delay: rhythm) { _ in
            // The members may have changed since the handshake.
            if let problem = self.problem(with: self.identity) { return connection.close(because: problem) }
            self.pingNumber += 1
            connection.send(PeerFrame.ping(self.pingNumber).encoded)
        }
    }

    private func received(_ bytes: [UInt8], over connection: FrameConnection) {
        guard connection === self.connection, let session else { return }
        do {
            switch try EndorserFrame(encoded: bytes) {
            case .at(let height):
                if lastReason != nil { logger.notice("the endorser is reached", metadata: ["height": "\(height)"]) }
                (retry, lastReason, isJoined) = (settings.rhythm.retry, nil, false)
                session.answer(.at(height: height))
            case .endorsed(let ticket, let endorsement): session.answer(.endorsed(ticket: ticket, endorsement))
            case .declined(let ticket, let reason):
                session.answer(.declined(ticket: ticket, reason: Self.printable(reason)))
            case .pong: break
            case .refused(let reason): connection.close(because: "it refuses: \(Self.printable(reason))")
            }
        } catch {
            connection.close(because: "\(error)")
        }
    }

    private func closed(_ connection: FrameConnection, because reason: String) {
        if connection === self.connection {
            self.connection = nil
            pings?.cancel()
        }
        lost(reason)
    }

    /// Tells the peer, and tries again later.
    private func lost(_ reason: String) {
        loop.preconditionInEventLoop()
        guard !isStopped else { return }
        isJoined = false
        if lastReason != reason { logger.warning("the endorser is away", metadata: ["reason": "\(reason)"]) }
        lastReason = reason
        session?.answer(.lost(reason: reason))
        loop.scheduleTask(in: TimeAmount(retry)) { self.connect() }
        retry = min(Interval(milliseconds: 2 * retry.milliseconds), settings.rhythm.retryMaximum)
    }

    /// What another process says goes to logs and people: one line, and not a long one.
    private static func printable(_ text: String) -> String {
        let scalars = text.unicodeScalars.prefix(500).filter { $0 == " " || $0.properties.generalCategory != .control }
        return String(String.UnicodeScalarView(scalars))
    }
}
