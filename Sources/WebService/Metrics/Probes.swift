import HTTPTypes
import Hummingbird
import Monitor
import NIOCore

/// What machines ask: whether the process lives, whether it can serve, and how it does.
struct Probes: Sendable {
    let source: any SiteSource
    let live: LiveSite

    /// `GET /healthz`: the process answers and reads its ledger.
    func health() async -> Response {
        await live.isStuck
            ? Self.text("the ledger has not answered for \(LiveSite.patience) seconds\n", status: .serviceUnavailable)
            : Self.text("ok\n")
    }

    /// `GET /readyz`: a demand that is published now is answered.
    func readiness() async -> Response {
        if await live.state == nil {
            return Self.text("the ledger has not been read yet\n", status: .serviceUnavailable)
        }
        if let impediment = source.impediment() { return Self.text(impediment + "\n", status: .serviceUnavailable) }
        return Self.text("ready\n")
    }

    /// `GET /metrics`: Prometheus' text format 0.0.4.
    func metrics() async -> Response {
        let text = MetricsText.of(
            source.counters(),
            state: await live.state,
            site: source.description,
            listeners: await live.listenerCount
        )
        var response = Self.text(text)
        response.headers[.contentType] = "text/plain; version=0.0.4; charset=utf-8"
        return response
    }

    private static func text(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        var headers = HTTPFields()
        headers[.contentType] = "text/plain; charset=utf-8"
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
