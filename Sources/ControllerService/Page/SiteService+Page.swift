import ConfigurationFiles
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
        let web = WebSettings(host: settings.host, port: settings.port, token: try token(settings))
        let ledger = ServedLedger(
            store: site.store,
            logKey: logKey,
            reader: PrivateReader(of: site.store, values: site.store)
        )
        return WebService(web, source: site, ledger: ledger, logger: logger)
    }

    /// The token that the page asks for.
    ///
    /// - Throws: ``ServiceError``, if there is none and the page would be open to others than this machine.
    static func token(_ settings: HTTPSettings) throws(ServiceError) -> String? {
        let token = ProcessInfo.processInfo.environment[tokenVariable]
        guard let token, !token.isEmpty else {
            guard settings.isLoopback else {
                throw ServiceError(
                    .input,
                    "http.host: \(settings.host) is open to other machines; set \(tokenVariable) to a token of at "
                        + "least \(tokenLength) characters that a client must send, or use 127.0.0.1"
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

extension HTTPSettings {
    /// Whether only this machine can reach the address.
    var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
}
