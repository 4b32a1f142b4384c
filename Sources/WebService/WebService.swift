import Hummingbird
import HummingbirdCore
public import Logging
import NIOCore
public import ServiceLifecycle

/// The page of a site, its API and its metrics, over HTTP.
///
/// It only reads: nothing that a client sends changes anything, and the controller does not wait for it.
public struct WebService: Service {
    private let settings: WebSettings
    private let source: any SiteSource
    private let ledger: any LedgerSource
    private let logger: Logger
    private let listening: @Sendable (Int) -> Void

    /// Prepares the service.
    ///
    /// - Parameters:
    ///   - settings: Where and to whom the page is offered.
    ///   - source: Where its figures come from.
    ///   - ledger: Where the audit view reads.
    ///   - logger: What is to be told the operator.
    ///   - listening: Called with the port as soon as requests are taken.
    public init(
        _ settings: WebSettings,
        source: any SiteSource,
        ledger: any LedgerSource,
        logger: Logger,
        listening: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        self.settings = settings
        self.source = source
        self.ledger = ledger
        self.logger = logger
        self.listening = listening
    }

    /// Serves until the graceful shutdown.
    public func run() async throws {
        let live = LiveSite(source, logger: logger)
        let routes = Routes(source: source, live: live, ledger: ledger)
        let application = try settings.application(logger: logger) { [settings] tls in
            routes.router(token: settings.token, tls: tls)
        } listening: { [logger, listening] url, port in
            logger.notice("the page is served", metadata: ["url": "\(url)/"])
            listening(port)
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await cancelWhenGracefulShutdown { await live.run() } }
            group.addTask { try await application.run() }
            try await group.waitForAll()
        }
    }
}

/// Where and to whom the page is offered.
public struct WebSettings: Sendable {
    /// The address to listen on.
    public var host: String

    /// The port to listen on; 0 for any.
    public var port: Int

    /// What a client has to know; `nil` where whoever reaches the address may look.
    public var token: String?

    /// The files of its TLS; `nil` where it speaks plain HTTP.
    public var tls: WebTLSFiles?

    /// How many connections may be open at once; more wait.
    public var connections: Int

    /// After how long a connection is closed on which nobody finishes a request.
    public var idleTimeout: Duration

    /// Creates settings.
    public init(
        host: String,
        port: Int,
        token: String? = nil,
        tls: WebTLSFiles? = nil,
        connections: Int = 512,
        idleTimeout: Duration = .seconds(60)
    ) {
        self.host = host
        self.port = port
        self.token = token
        self.tls = tls
        self.connections = connections
        self.idleTimeout = idleTimeout
    }
}

extension WebSettings {
    /// A server with these settings.
    ///
    /// - Parameters:
    ///   - logger: What is to be told the operator.
    ///   - router: Makes what answers, of the TLS that it is asked over.
    ///   - listening: Called with its address and port as soon as requests are taken.
    func application(
        logger: Logger,
        router: (RenewedTLS?) -> Router<PageContext>,
        listening: @escaping @Sendable (_ url: String, _ port: Int) -> Void
    ) throws -> some ApplicationProtocol {
        let (tls, server) = try transport(logger: logger)
        return Application(
            router: router(tls),
            server: server,
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port),
                serverName: nil,
                availableConnectionsDelegate: MaximumAvailableConnections(connections)
            ),
            onServerRunning: { [host, port] channel in
                let port = channel.localAddress?.port ?? port
                listening("\(tls == nil ? "http" : "https")://\(host):\(port)", port)
            },
            logger: logger
        )
    }

    /// How connections are begun: in TLS where there are files for it.
    private func transport(logger: Logger) throws -> (tls: RenewedTLS?, server: HTTPServerBuilder) {
        // A client that says nothing, in a handshake or after it, is put away after this time.
        let http = HTTP1Channel.Configuration(idleTimeout: TimeAmount(idleTimeout))
        guard let files = tls else { return (nil, .http1(configuration: http)) }
        let tls = try RenewedTLS(files, logger: logger)
        let server = HTTPServerBuilder { responder in
            RenewedTLSChannel(base: HTTP1Channel(responder: responder, configuration: http), tls: tls)
        }
        return (tls, server)
    }
}
