import HTTPTypes
import Hummingbird
import NIOCore

/// What every answer says to a browser, and what no request may be.
struct Hardening: RouterMiddleware {
    /// Nothing is ever sent here with a body.
    private static let bodyLimit = 1_024

    /// Whether the answers came by TLS.
    let isSecure: Bool

    @concurrent func handle(
        _ request: Request,
        context: PageContext,
        next: @concurrent (Request, PageContext) async throws -> Response
    ) async throws -> Response {
        if Self.isTooLarge(request) {
            // Whoever sends it a byte at a time all the same has a second to read the answer.
            context.channel.eventLoop.scheduleTask(in: .seconds(1)) { [channel = context.channel] in
                channel.close(promise: nil)
            }
            return hardened(JSONAnswer.refusal(.contentTooLarge, "at most \(Self.bodyLimit) bytes are read"))
        }
        do {
            return hardened(try await next(request, context))
        } catch let error as HTTPError {
            return hardened(JSONAnswer.refusal(error.status, error.body ?? error.status.reasonPhrase))
        }
    }

    /// Whether a request announces a body of more than the limit, or one of which it does not say how long it is.
    private static func isTooLarge(_ request: Request) -> Bool {
        if request.headers[.transferEncoding] != nil { return true }
        guard let length = request.headers[.contentLength] else { return false }
        return Int(length).map { $0 > bodyLimit } ?? true
    }

    private func hardened(_ response: Response) -> Response {
        var response = response
        for (name, value) in Self.headers { response.headers[name] = value }
        if isSecure { response.headers[.strictTransportSecurity] = "max-age=31536000" }
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
