import ChildProcesses
import Foundation
import Gateway
import MQTTClient
import TestKit
import Testing

@Suite("The page of a site beyond this machine", .timeLimit(.minutes(8)))
struct PageAccessTests {
    private static let tls = """
        tls:
            certificate: mqtt/broker.pem
            key: mqtt/broker.key
            client_authorities: [mqtt/ca.pem]
            client_revocations: [identities/revocations.pem]

        """

    private func http(_ host: String, _ port: UInt16, _ rest: String = "") -> String {
        "site: riverside\nhttp:\n  host: \(host)\n  port: \(port)\n  \(rest)"
    }

    /// Asks the page as the holder of a certificate of the site's.
    private func ask(_ path: String, at port: UInt16, as name: String?, of site: TestSite) async throws -> ToolResult {
        let mqtt = site.directory + "/mqtt"
        let shown = name.map { ["--cert", "\(mqtt)/\($0).pem", "--key", "\(mqtt)/\($0).key"] } ?? []
        let patience = ["--retry", "30", "--retry-connrefused", "--retry-delay", "1", "--max-time", "60"]
        let options = patience + ["-sS", "--cacert", mqtt + "/ca.pem", "--write-out", "\n%{http_code}"]
        return try await ChildCommand("curl", options + shown + ["https://127.0.0.1:\(port)\(path)"]).run()
    }

    @Test("Members look by their certificates, strangers do not, and a revoked member is one from the next question on")
    func members() async throws {
        let port = freePort()
        try await withServedSite {
            try $0.edit("site: riverside", to: http("0.0.0.0", port, Self.tls))
        } _: { site, _ in
            for (name, status) in [("b01", "200"), ("b02", "200"), (nil, "401")] {
                let answer = try await ask("/api/v1/site", at: port, as: name, of: site)
                #expect(answer.output.hasSuffix("\n\(status)"), "\(answer.output)\(answer.errorOutput)")
            }
            let revoke = ["identity", "revoke", site.directory + "/identities", site.directory + "/mqtt/b01.pem"]
            #expect(try await site.commonwatt(revoke).isSuccess)
            let revoked = try await ask("/api/v1/site", at: port, as: "b01", of: site)
            #expect(revoked.output.hasSuffix("\n401"), "\(revoked.output)")
            let other = try await ask("/api/v1/site", at: port, as: "b02", of: site)
            #expect(other.output.hasSuffix("\n200"), "\(other.output)")
        }
    }

    @Test("Whatever is asked of the page, and however slowly, it says what is wrong and the controller goes on")
    func badInput() async throws {
        let port = freePort()
        let rows: [(status: Int, arguments: [String], path: String)] = [
            (400, [], "/api/v1/history?seconds=x"), (400, [], "/api/v1/periods?before=%00"),
            (404, ["--path-as-is"], "/assets/../../etc/passwd"), (404, ["--path-as-is"], "/../../etc/passwd"),
            (413, ["--header", "Content-Length: 1000000000"], "/api/v1/state"),
            (413, ["--header", "Transfer-Encoding: chunked"], "/api/v1/state"), (200, [], "/api/v1/state"),
        ]
        try await withServedSite {
            try $0.edit("site: riverside", to: http("127.0.0.1", port))
        } _: { site, _ in
            try await withBuilding(0, of: site) { building in
                // Twenty who begin a request and say no more.
                let script =
                    "for i in {1..20}; do exec {s}<>/dev/tcp/127.0.0.1/\(port); printf G >&$s; done; echo up; read"
                try await withDaemon(ChildCommand("bash", ["-c", "\(script) <&$s"])) {
                    $0 == "up"
                } _: { _ in
                    for (number, row) in rows.enumerated() {
                        let options = ["-sS", "--max-time", "60", "--write-out", "\n%{http_code}"] + row.arguments
                        let address = "http://127.0.0.1:\(port)\(row.path)"
                        let run = try await ChildCommand("curl", options + [address]).run()
                        #expect(run.output.hasSuffix("\n\(row.status)"), "\(row.path): \(run.output)")
                        let reply = try await building.ask(demand(Int64(number) + 1, watts: 80_000 + Int64(number)))
                        #expect(reply.reply.status == .ok)
                    }
                }
            }
        }
    }

    @Test("serve --check names the key and the file that is wrong, and says what to do")
    func checked() async throws {
        let dates = ["mqtt/expired.pem", "mqtt/expired.key"]
        let cases: [(settings: String, words: [String])] = [
            (http("0.0.0.0", 8443), ["http.host", "COMMONWATT_HTTP_TOKEN", "client_authorities"]),
            (http("127.0.0.1", 8443, "tls: {certificate: none.pem, key: mqtt/broker.key}"), ["http.tls", "none.pem"]),
            (
                http("127.0.0.1", 8443, "tls: {certificate: mqtt/broker.pem, key: mqtt/b01.key}"),
                ["mqtt/b01.key", "mqtt/broker.pem", "not the one"]
            ),
            (
                http("127.0.0.1", 8443, "tls: {certificate: mqtt/broker.pem, key: mqtt/broker.key, chain: x}"),
                ["http.tls", "chain"]
            ),
            (
                http("127.0.0.1", 8443, "tls: {certificate: \(dates[0]), key: \(dates[1])}"),
                [dates[0], "has expired", "put a new one"]
            ),
        ]
        try await withTemporaryDirectory { directory in
            let expired = try await TestAuthority(in: directory).issue("page", validity: .past)
            for (settings, words) in cases {
                try await withSite { site in
                    for (file, name) in zip([expired.certificate, expired.key], dates) {
                        try FileManager.default.copyItem(atPath: file, toPath: "\(site.directory)/\(name)")
                    }
                    try site.edit("site: riverside", to: settings)
                    let run = try await site.commonwatt(["serve", "--config", site.clusterFile, "--check"])
                    #expect(!run.isSuccess)
                    for word in words { #expect(run.errorOutput.contains(word), "\(run.errorOutput)") }
                }
            }
        }
    }
}
