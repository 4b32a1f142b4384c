import Testing

@Suite("What the page refuses", .timeLimit(.minutes(8)))
struct HardeningTests {
    private static let token = "a-token-of-some-length"

    @Test("With a token, whoever does not send it sees nothing of the site")
    func token() async throws {
        try await withServedPage(token: Self.token) { page in
            for path in ["/api/v1/site", "/api/v1/state", "/api/v1/stream", "/metrics", "/api/v1/blocks", "/nowhere"] {
                for header in [[], ["Authorization: Bearer wrong"], ["Authorization: Basic \(Self.token)"]] {
                    let answer = try await page.get(path, headers: header)
                    #expect(answer.status == 401, "\(path) \(header)")
                    #expect(answer.headers["www-authenticate"] == "Bearer")
                    #expect(!answer.body.contains("b01"))
                }
            }
            #expect(try await page.get("/api/v1/state?token=\(Self.token)").status == 401)
            #expect(try await page.get("/api/v1/state", headers: ["Authorization: Bearer \(Self.token)"]).status == 200)
            for path in ["/", "/b/b01", "/b/b99", "/assets/page.js", "/healthz"] {
                #expect(try await page.get(path).status == 200, "\(path)")
            }
        }
    }

    @Test("A browser's event source may send the token in the stream's address")
    func streamToken() async throws {
        try await withServedPage(token: Self.token) { page in
            let connection = try Connection(port: page.port)
            connection.write("GET /api/v1/stream?token=\(Self.token) HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(await connection.read { $0.contains("event: state") }.hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test(
        "A body that announces itself as large, or not how large it is, is refused, and its sender is put away",
        arguments: ["Content-Length: 1000000000", "Transfer-Encoding: chunked"]
    )
    func oversize(header: String) async throws {
        try await withServedPage { page in
            let connection = try Connection(port: page.port)
            connection.write("GET /api/v1/state HTTP/1.1\r\nHost: localhost\r\n\(header)\r\n\r\n")
            #expect(try Answer(await connection.read { $0.contains("at most") }).status == 413)
            connection.write("1\r\na\r\n")
            #expect(await connection.isClosedByPeer())
            #expect(try await page.get("/api/v1/state").status == 200)
        }
    }

    @Test(
        "A request that is no HTTP, or whose head never ends, gets a clear answer and is put away",
        arguments: [
            "nonsense\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "x", count: 200_000) + "\r\n\r\n",
        ]
    )
    func malformed(text: String) async throws {
        try await withServedPage { page in
            let connection = try Connection(port: page.port)
            connection.write(text)
            let answer = await connection.read { _ in false }
            #expect(answer.isEmpty || answer.contains(" 400 ") || answer.contains(" 431 "), "\(answer.prefix(80))")
            #expect(try await page.get("/healthz").status == 200)
        }
    }

    @Test("A client that sends a byte and waits keeps nobody else from being served")
    func slow() async throws {
        try await withServedPage { page in
            let slow = try (0..<50).map { _ in try Connection(port: page.port) }
            for connection in slow { connection.write("GET /api/v1/sta") }
            #expect(try await page.get("/api/v1/state").status == 200)
            for connection in slow { connection.write("te HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n") }
            for connection in slow { #expect(try Answer(await connection.read { _ in false }).status == 200) }
        }
    }

    @Test("Health and readiness tell a ledger that is silent and a broker that is away")
    func probes() async throws {
        try await withServedPage { page in
            page.site.impede("the broker is not connected")
            let answer = try await page.get("/readyz")
            #expect(answer.status == 503)
            #expect(answer.body.contains("broker"))
            #expect(try await page.get("/healthz").status == 200)
            page.site.impede(nil)
            #expect(try await page.get("/readyz").status == 200)
        }
    }
}
