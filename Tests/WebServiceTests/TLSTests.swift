import ChildProcesses
import MQTTClient
import TestKit
import Testing
import Units
import WebService

@Suite("The page over TLS", .timeLimit(.minutes(8)))
struct TLSTests {
    private static let token = "a-token-of-some-length"

    private func serve(
        _ authority: TestAuthority,
        token: String? = token,
        _ body: (ServedPage, _ trust: [String]) async throws -> Void
    ) async throws {
        let own = try await authority.issue("page")
        let files = WebTLSFiles(
            certificate: own.certificate,
            key: own.key,
            clientAuthorities: [authority.certificate]
        )
        try await withServedPage(token: token, tls: files) { page in
            try await body(page, ["--cacert", authority.certificate])
        }
    }

    private func shown(_ files: TLSFiles) -> [String] { ["--cert", files.certificate, "--key", files.key] }

    @Test("A token or a client certificate opens it, and neither is a 401; every answer asks to come by TLS again")
    func credentials() async throws {
        try await withTemporaryDirectory { directory in
            let authority = try await TestAuthority(in: directory)
            let client = try await authority.issue("b01", forHost: false)
            try await serve(authority) { page, trust in
                let bearer = ["--header", "Authorization: Bearer \(Self.token)"]
                let wrong = ["--header", "Authorization: Bearer wrong"]
                for path in ["/api/v1/site", "/api/v1/blocks", "/metrics"] {
                    for (credentials, status) in [
                        ([], 401), (wrong, 401), (bearer, 200), (shown(client), 200), (shown(client) + wrong, 200),
                    ] {
                        let answer = try await page.curl(path, trust + credentials)
                        #expect(answer.status == status, "\(path) \(credentials)")
                        #expect(answer.headers["strict-transport-security"] == "max-age=31536000")
                        if status == 401 { #expect(answer.body.contains("client certificate")) }
                    }
                }
                for path in ["/", "/healthz"] { #expect(try await page.curl(path, trust).status == 200) }
            }
        }
        try await withServedPage { page in
            let answer = try await page.get("/")
            #expect(answer.headers["strict-transport-security"] == nil)
        }
    }

    @Test("Without a token only certificates open it")
    func certificatesOnly() async throws {
        try await withTemporaryDirectory { directory in
            let authority = try await TestAuthority(in: directory)
            let client = try await authority.issue("b01")
            try await serve(authority, token: nil) { page, trust in
                let bearer = ["--header", "Authorization: Bearer "]
                let refused = try await page.curl("/api/v1/state", trust + bearer)
                let taken = try await page.curl("/api/v1/state", trust + shown(client))
                #expect(refused.status == 401 && taken.status == 200)
            }
        }
    }

    @Test("A certificate of another authority or an expired one ends the handshake, whatever token comes with it")
    func strangers() async throws {
        try await withTemporaryDirectory { elsewhere in
            let foreign = try await TestAuthority(in: elsewhere, name: "Another authority").issue("b01")
            try await withTemporaryDirectory { directory in
                let authority = try await TestAuthority(in: directory)
                let expired = try await authority.issue("b01", validity: .past)
                try await serve(authority) { page, trust in
                    let bearer = ["--header", "Authorization: Bearer \(Self.token)"]
                    for files in [foreign, expired] {
                        await #expect(throws: CurlFailure.self) {
                            try await page.curl("/api/v1/state", trust + bearer + shown(files))
                        }
                    }
                    let answer = try await page.curl("/api/v1/state", trust + bearer)
                    #expect(answer.status == 200)
                }
            }
        }
    }

    @Test("TLS 1.2 and 1.3 are spoken and resumed; 1.1 and plain HTTP are not, and the page goes on")
    func versions() async throws {
        try await withTemporaryDirectory { directory in
            let authority = try await TestAuthority(in: directory)
            let client = try await authority.issue("b01")
            try await serve(authority) { page, trust in
                for (version, name) in [("-tls1_2", "TLSv1.2"), ("-tls1_3", "TLSv1.3"), ("-tls1_1", nil)] {
                    let options = [
                        "-connect", "127.0.0.1:\(page.port)", "-CAfile", authority.certificate, "-cert",
                        client.certificate, "-key", client.key, "-cipher", "DEFAULT@SECLEVEL=0", version,
                        "-verify_return_error", "-reconnect",
                    ]
                    let run = try await ChildCommand("openssl", ["s_client"] + options).run()
                    #expect(run.isSuccess == (name != nil), "\(version)\n\(run.output.suffix(500))\(run.errorOutput)")
                    if let name { #expect(run.output.contains("New, \(name), Cipher is")) }
                }
                let connection = try Connection(port: page.port)
                connection.write("GET /api/v1/state HTTP/1.1\r\nHost: localhost\r\n\r\n")
                #expect(!(await connection.read { _ in false }).contains("200 OK"))
                let answer = try await page.curl("/api/v1/state", trust + shown(client))
                #expect(answer.status == 200)
            }
        }
    }

    @Test("Files that were replaced count from the next connection; files that make no sense change nothing")
    func renewal() async throws {
        try await withTemporaryDirectory { elsewhere in
            let next = try await TestAuthority(in: elsewhere, name: "Next authority")
            let (server, client) = (try await next.issue("page"), try await next.issue("b01"))
            try await withTemporaryDirectory { directory in
                let first = try await TestAuthority(in: directory)
                let own = try await first.issue("page")
                try await serve(first) { page, trust in
                    #expect(try await page.curl("/", trust).status == 200)
                    try await copy("/dev/null", to: own.key)
                    #expect(try await page.curl("/", trust).status == 200)
                    try await copy(server.certificate, to: own.certificate)
                    #expect(try await page.curl("/", trust).status == 200)
                    try await copy(server.key, to: own.key)
                    try await copy(next.certificate, to: first.certificate)
                    let answer = try await page.curl("/api/v1/site", ["--cacert", next.certificate] + shown(client))
                    #expect(answer.status == 200)
                }
            }
        }
    }

    private func copy(_ file: String, to place: String) async throws {
        #expect(try await ChildCommand("cp", [file, place]).run().isSuccess)
    }

    @Test(
        "Whoever says nothing, in a handshake or after it, is put away and makes room for the next",
        arguments: [true, false]
    )
    func silent(hasTLS: Bool) async throws {
        try await withTemporaryDirectory { directory in
            let authority = try await TestAuthority(in: directory)
            let own = try await authority.issue("page")
            let files = hasTLS ? WebTLSFiles(certificate: own.certificate, key: own.key) : nil
            try await withServedPage(tls: files, connections: 3, idleTimeout: .seconds(2)) { page in
                let silent = try (0..<3).map { _ in try Connection(port: page.port) }
                silent[1].write(hasTLS ? "\u{16}\u{03}\u{01}" : "GET / HT")
                let status =
                    hasTLS
                    ? try await page.curl("/healthz", ["--cacert", authority.certificate]).status
                    : try await page.get("/healthz").status
                #expect(status == 200)
                for connection in silent { #expect(await connection.isClosedByPeer()) }
            }
        }
    }
}

@Suite("The files of the page's TLS", .timeLimit(.minutes(8)))
struct TLSFileTests {
    @Test("Right ones pass; of the others the one that is wrong is named, and what to do")
    func check() async throws {
        try await withTemporaryDirectory { directory in
            let authority = try await TestAuthority(in: directory)
            let (one, other) = (try await authority.issue("one"), try await authority.issue("other"))
            let past = try await authority.issue("past", validity: .past)
            let right = WebTLSFiles(
                certificate: one.certificate,
                key: one.key,
                clientAuthorities: [authority.certificate]
            )
            try right.check()
            #expect(try right.lapse(at: .milliseconds(1_790_000_000_000)) == nil)
            let cases: [(name: String, files: WebTLSFiles, words: [String])] = [
                ("missing", .init(certificate: directory + "/none", key: one.key), ["/none", "cannot be read"]),
                ("no certificate", .init(certificate: one.key, key: one.key), [one.key, "certificates in PEM"]),
                ("no key", .init(certificate: one.certificate, key: one.certificate), ["a private key in PEM"]),
                (
                    "another's key", .init(certificate: one.certificate, key: other.key),
                    [other.key, one.certificate, "not the one"]
                ),
                (
                    "authority",
                    .init(certificate: one.certificate, key: one.key, clientAuthorities: [directory + "/a"]), ["/a"]
                ),
                (
                    "lists",
                    .init(
                        certificate: one.certificate,
                        key: one.key,
                        clientAuthorities: [authority.certificate],
                        clientRevocations: [one.certificate]
                    ), [one.certificate, "revocation lists in PEM"]
                ),
            ]
            for (name, files, words) in cases {
                let error = #expect(throws: WebTLSError.self, "\(name)") { try files.check() }
                for word in words { #expect(error?.description.contains(word) == true, "\(name): \(error as Any)") }
            }
            let old = WebTLSFiles(certificate: past.certificate, key: past.key)
            #expect(try old.lapse(at: .milliseconds(1_790_000_000_000))?.contains("has expired") == true)
            #expect(try old.lapse(at: .milliseconds(0))?.contains("not valid yet") == true)
        }
    }
}
