import Hummingbird
import HummingbirdTLS
import NIOCore
import Units

/// Who may look: everybody where nothing is asked for, and else whoever has the token or a client certificate that is
/// believed.
struct Access: RouterMiddleware {
    /// The token; `nil` where there is none.
    let token: String?
    /// The page's TLS; `nil` where it speaks plain HTTP.
    let tls: RenewedTLS?

    @concurrent func handle(
        _ request: Request,
        context: PageContext,
        next: @concurrent (Request, PageContext) async throws -> Response
    ) async throws -> Response {
        let wantsCertificates = tls?.clients.isWanted == true
        if token == nil, !wantsCertificates { return try await next(request, context) }
        if Self.isOpen(request.uri.path) || hasToken(request) { return try await next(request, context) }
        if wantsCertificates, await hasCertificate(context) { return try await next(request, context) }
        let ways = [
            token == nil ? nil : "a bearer token (Authorization: Bearer …)",
            wantsCertificates ? "a client certificate of an authority that the page believes" : nil,
        ]
        let needed = ways.compactMap(\.self).joined(separator: " or ")
        var refusal = JSONAnswer.refusal(.unauthorized, "this is only for whoever shows \(needed)")
        refusal.headers[.wwwAuthenticate] = "Bearer"
        return refusal
    }

    /// Whether a path says nothing of the site: the page's own files, which ask for the token, and the probes.
    private static func isOpen(_ path: String) -> Bool {
        path == "/healthz" || path == "/readyz" || PageFiles.isPage(path)
    }

    private func hasToken(_ request: Request) -> Bool {
        guard let token, let given = Self.token(of: request) else { return false }
        return Self.isEqual(given, token)
    }

    private func hasCertificate(_ context: PageContext) async -> Bool {
        guard let tls, let shown = try? await context.channel.nioSSL_peerCertificate().get() else { return false }
        return tls.clients.accepts(shown, at: .now)
    }

    private static func token(of request: Request) -> String? {
        if let header = request.headers[.authorization], header.hasPrefix("Bearer ") {
            return String(header.dropFirst("Bearer ".count))
        }
        // A browser's event source cannot send headers.
        return request.uri.path == "/api/v1/stream" ? request.uri.queryParameters["token"].map(String.init) : nil
    }

    /// Compares without telling by its duration how much is right.
    private static func isEqual(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        guard left.count == right.count else { return false }
        return zip(left, right).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
