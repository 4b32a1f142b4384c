import ChildProcesses
import Logging
import Monitor
import Testing
import WebService

/// Serves a scripted site while the body runs.
func withServedPage<Value: Sendable>(
    token: String? = nil,
    tls: WebTLSFiles? = nil,
    connections: Int = 512,
    idleTimeout: Duration = .seconds(60),
    _ body: (ServedPage) async throws -> Value
) async throws -> Value {
    let site = try ScriptedSite()
    let (ports, port) = AsyncStream.makeStream(of: Int.self)
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    var settings = WebSettings(host: "127.0.0.1", port: 0, token: token, tls: tls)
    (settings.connections, settings.idleTimeout) = (connections, idleTimeout)
    let service = WebService(
        settings,
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
        while try await page.isUnready(hasTLS: tls != nil) { await Task.yield() }
        return try await body(page)
    }
}

extension ServedPage {
    fileprivate func isUnready(hasTLS: Bool) async throws -> Bool {
        try await (hasTLS ? curl("/readyz", ["--insecure"]).status : get("/readyz").status) == 503
    }

    /// Asks with `curl`, over TLS.
    ///
    /// - Throws: ``CurlFailure``, if there was no answer.
    func curl(_ path: String, _ arguments: [String]) async throws -> Answer {
        let fixed = ["-sS", "--http1.1", "--max-time", "50", "--include", "https://127.0.0.1:\(port)\(path)"]
        let run = try await ChildCommand("curl", fixed + arguments).run()
        guard run.isSuccess else { throw CurlFailure(message: run.errorOutput) }
        return try Answer(run.output)
    }
}

/// There was no answer.
struct CurlFailure: Error, CustomStringConvertible {
    let message: String

    var description: String { message }
}
