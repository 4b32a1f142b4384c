import Hummingbird

/// Who may look: everybody on loopback, beyond it whoever has the token or a client certificate that the listener has
/// accepted.
struct Access: RouterMiddleware {
    /// The token; `nil` where none is asked for.
    let token: String?

    @concurrent func handle(
        _ request: Request,
        context: BasicRequestContext,
        next: @concurrent (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        guard let token, !Self.isOpen(request.uri.path) else { return try await next(request, context) }
        guard let given = Self.token(of: request), Self.isEqual(given, token) else {
            var refusal = JSONAnswer.refusal(.unauthorized, "a bearer token is needed: Authorization: Bearer …")
            refusal.headers[.wwwAuthenticate] = "Bearer"
            return refusal
        }
        return try await next(request, context)
    }

    /// Whether a path says nothing of the site: the page's own files, which ask for the token, and the probes.
    private static func isOpen(_ path: String) -> Bool {
        path == "/healthz" || path == "/readyz" || PageFiles.isPage(path)
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
