import HTTPTypes
import Hummingbird

/// What every answer says to a browser, and what no request may be.
struct Hardening: RouterMiddleware {
    /// Nothing is ever sent here with a body.
    private static let bodyLimit = 1_024

    @concurrent func handle(
        _ request: Request,
        context: BasicRequestContext,
        next: @concurrent (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > Self.bodyLimit {
            return Self.hardened(JSONAnswer.refusal(.contentTooLarge, "at most \(Self.bodyLimit) bytes are read"))
        }
        do {
            return Self.hardened(try await next(request, context))
        } catch let error as HTTPError {
            return Self.hardened(JSONAnswer.refusal(error.status, error.body ?? error.status.reasonPhrase))
        }
    }

    private static func hardened(_ response: Response) -> Response {
        var response = response
        for (name, value) in headers { response.headers[name] = value }
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        return response
    }

    private static var headers: [(HTTPField.Name, String)] {
        let names = [
            (
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
                    + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
            ),
            ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"),
            ("Cross-Origin-Resource-Policy", "same-origin"), ("Permissions-Policy", "interest-cohort=()"),
        ]
        return names.compactMap { name, value in HTTPField.Name(name).map { ($0, value) } }
    }
}
