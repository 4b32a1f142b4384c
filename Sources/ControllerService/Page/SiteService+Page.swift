public import ConfigurationFiles
import Foundation
import Ledger
import Logging
import WebService

extension SiteService {
    /// The page of a site, where its cluster file has one.
    ///
    /// - Throws: ``ServiceError``, if it would be open to others than this machine without a token.
    static func page(
        of site: ServedSite,
        logKey: String?,
        settings: HTTPSettings?,
        logger: Logger
    ) throws(ServiceError) -> WebService? {
        guard let settings else { return nil }
        let tls = settings.tls.map(WebTLSFiles.init)
        let web = WebSettings(host: settings.host, port: settings.port, token: try token(settings), tls: tls)
        if let tls {
            // The controller matters more than its page: an old certificate does not keep it from serving.
            if let lapse = try Self.lapse(of: tls) { logger.error("\(lapse)") }
        } else if !settings.isLoopback {
            logger.warning("the page is open to other machines without TLS: the token crosses the network in the clear")
        }
        let ledger = ServedLedger(
            store: site.store,
            logKey: logKey,
            reader: PrivateReader(of: site.store, values: site.store)
        )
        return WebService(web, source: site, ledger: ledger, logger: logger)
    }

    /// Checks what of the page can be checked without serving it.
    static func checkPage(_ settings: HTTPSettings) throws(ServiceError) {
        _ = try token(settings)
        guard let tls = settings.tls.map(WebTLSFiles.init) else { return }
        do { try tls.check() } catch { throw ServiceError(.input, "http.tls: \(error)") }
    }

    private static func lapse(of tls: WebTLSFiles) throws(ServiceError) -> String? {
        do { return try tls.lapse(at: SystemClock().now()) } catch { throw ServiceError(.input, "http.tls: \(error)") }
    }

    /// Checks the dates of the page's certificate, which do not keep a controller from serving.
    ///
    /// - Throws: ``ServiceError``, if it has expired or is not valid yet.
    public static func checkDates(_ cluster: ClusterFile) throws(ServiceError) {
        guard let tls = cluster.http?.tls.map(WebTLSFiles.init) else { return }
        if let lapse = try lapse(of: tls) { throw ServiceError(.environment, "http.tls: \(lapse)") }
    }

    /// The token that the page asks for.
    ///
    /// - Throws: ``ServiceError``, if there is neither one nor an authority of clients, and the page would be open to
    ///   others than this machine.
    static func token(_ settings: HTTPSettings) throws(ServiceError) -> String? {
        let token = ProcessInfo.processInfo.environment[tokenVariable]
        guard let token, !token.isEmpty else {
            guard settings.isLoopback || settings.tls?.clientAuthorities.isEmpty == false else {
                throw ServiceError(
                    .input,
                    "http.host: \(settings.host) is open to other machines; set \(tokenVariable) to a token of at "
                        + "least \(tokenLength) characters that a client must send, name http.tls.client_authorities "
                        + "whose clients may look, or use 127.0.0.1"
                )
            }
            return nil
        }
        guard token.utf8.count >= tokenLength else {
            throw ServiceError(.input, "\(tokenVariable): a token has at least \(tokenLength) characters")
        }
        return token
    }

    /// Secrets are never in the cluster file.
    static let tokenVariable = "COMMONWATT_HTTP_TOKEN"

    private static let tokenLength = 16
}

extension WebTLSFiles {
    fileprivate init(_ settings: HTTPTLSSettings) {
        self.init(
            certificate: settings.certificate,
            key: settings.key,
            clientAuthorities: settings.clientAuthorities,
            clientRevocations: settings.clientRevocations
        )
    }
}

extension HTTPSettings {
    /// Whether only this machine can reach the address.
    var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
}
