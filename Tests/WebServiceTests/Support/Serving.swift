import Logging
import Monitor
import Testing
import WebService

/// Serves a scripted site while the body runs.
func withServedPage<Value: Sendable>(
    token: String? = nil,
    _ body: (ServedPage) async throws -> Value
) async throws -> Value {
    let site = try ScriptedSite()
    let (ports, port) = AsyncStream.makeStream(of: Int.self)
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let service = WebService(
        WebSettings(host: "127.0.0.1", port: 0, token: token),
        source: site,
        ledger: ScriptedLedger(),
        logger: logger,
        listening: { port.yield($0) }
    )
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try? await service.run() }
        defer { group.cancelAll() }
        let number = try #require(await ports.first { _ in true })
        let page = ServedPage(port: number, site: site)
        // The first second of the site has been read then.
        while try await page.get("/readyz").status == 503 { await Task.yield() }
        return try await body(page)
    }
}
