import Foundation
import Testing

@Suite("The page's addresses", .timeLimit(.minutes(8)))
struct RouteTests {
    private static let id = ScriptedLedger.id(3)

    @Test("Every address answers with its status and type, and with the headers that shut a browser in")
    func routes() async throws {
        let json = "application/json"
        let expected: [(path: String, status: Int, type: String)] = [
            ("/", 200, "text/html; charset=utf-8"), ("/audit", 200, "text/html; charset=utf-8"),
            ("/b/b01", 200, "text/html; charset=utf-8"), ("/b/B_", 400, json), ("/nowhere", 404, json),
            ("/assets/page.css", 200, "text/css; charset=utf-8"),
            ("/assets/page.js", 200, "text/javascript; charset=utf-8"), ("/assets/icon.svg", 200, "image/svg+xml"),
            ("/assets/other.js", 404, json), ("/healthz", 200, "text/plain; charset=utf-8"),
            ("/readyz", 200, "text/plain; charset=utf-8"),
            ("/metrics", 200, "text/plain; version=0.0.4; charset=utf-8"), ("/api/v1/site", 200, json),
            ("/api/v1/state", 200, json), ("/api/v1/history", 200, json), ("/api/v1/allocations?limit=3", 200, json),
            ("/api/v1/buildings/b01", 200, json), ("/api/v1/buildings/b09", 404, json),
            ("/api/v1/buildings/b01/allocations", 200, json), ("/api/v1/openapi.json", 200, json),
            ("/api/v1/log", 200, json), ("/api/v1/blocks?before=5&limit=2", 200, json), ("/api/v1/blocks/9", 200, json),
            ("/api/v1/blocks/10", 404, json), ("/api/v1/blocks/-1", 400, json),
            ("/api/v1/transactions?building=b01&to=1970-01-01T00:00:04Z", 200, json),
            ("/api/v1/transactions/\(Self.id)", 200, json),
            ("/api/v1/transactions/\(Self.id)/proof", 200, "text/plain; charset=utf-8"),
            ("/api/v1/transactions/\(ScriptedLedger.id(9))/proof", 404, json), ("/api/v1/transactions/abc", 400, json),
            ("/api/v1/transactions/" + String(repeating: "f", count: 64), 404, json),
            ("/api/v1/periods", 200, json), ("/api/v1/periods?before=1970-01-01T01:00:00Z&limit=1", 200, json),
            ("/api/v1/periods?before=1971-01-01T00:00:00Z", 404, json),
            ("/api/v1/buildings/b01/bill", 200, "text/plain; charset=utf-8"),
            ("/api/v1/buildings/b01/bill?opened_at=1970-01-01T01:00:00Z", 200, "text/plain; charset=utf-8"),
            ("/api/v1/buildings/b01/bill?opened_at=1970-01-01T01:00:01Z", 404, json),
            ("/api/v1/buildings/b09/bill", 404, json), ("/api/v1/buildings/busy/bill", 503, json),
            ("/api/v1/buildings/B!/bill", 400, json),
        ]
        try await withServedPage { page in
            for (path, status, type) in expected {
                let answer = try await page.get(path)
                #expect(answer.status == status, "\(path)")
                #expect(answer.headers["content-type"] == type, "\(path)")
                #expect(answer.headers["x-content-type-options"] == "nosniff", "\(path)")
                #expect(answer.headers["content-security-policy"]?.contains("default-src 'none'") == true, "\(path)")
                #expect(answer.headers["cache-control"] != nil, "\(path)")
                #expect(answer.headers["server"] == nil, "\(path)")
            }
        }
    }

    @Test(
        "A malformed query is refused, and what was expected is said",
        arguments: [
            "history?seconds=0", "history?seconds=3601", "history?seconds=ten", "history?seconds=",
            "allocations?limit=-1",
            "allocations?limit=99999999999999999999", "buildings/b01/allocations?limit=1e3", "blocks?limit=51",
            "blocks?before=x", "periods?before=now", "periods?limit=0", "buildings/b01/bill?opened_at=1",
            "transactions?building=B!", "transactions?from=yesterday", "transactions?to=%00",
            "transactions?limit=0",
        ]
    )
    func malformed(path: String) async throws {
        try await withServedPage { page in
            let answer = try await page.get("/api/v1/" + path)
            #expect(answer.status == 400)
            #expect(answer.body.contains(" is a "), "\(answer.body)")
        }
    }

    @Test(
        "No path leads to a file",
        arguments: [
            "/assets/../index.html", "/assets/..%2f..%2fetc%2fpasswd", "/assets/%2e%2e/%2e%2e/etc/passwd",
            "/../etc/passwd",
            "//etc/passwd", "/b/../../etc/passwd", "/assets/page.css%00.txt",
        ]
    )
    func traversal(path: String) async throws {
        try await withServedPage { page in
            let answer = try await page.get(path)
            #expect([400, 404].contains(answer.status), "\(answer.status)")
            #expect(!answer.body.contains("root:"))
        }
    }

    @Test("Nothing is written: other methods are refused", arguments: ["POST", "PUT", "DELETE", "PATCH"])
    func methods(method: String) async throws {
        try await withServedPage { page in
            let answer = try await page.get("/api/v1/state", method: method)
            #expect([404, 405].contains(answer.status))
        }
    }

    @Test("State, member and search say what the source says")
    func contents() async throws {
        try await withServedPage { page in
            let state = try object(try await page.get("/api/v1/state").body)
            #expect(state["cap_w"] as? Int == 100_000)
            #expect((state["ledger"] as? [String: Any])?["transactions"] as? Int == 34)
            #expect((state["battery"] as? [String: Any])?["charge_kwh"] as? Double == 12.345)
            #expect(state["ts"] as? String == "2026-05-03T03:09:37.123Z")
            let member = try object(try await page.get("/api/v1/buildings/b01").body)
            #expect(member["name"] as? String == "School")
            // 1.5 kWh at 0.20 and 0.5 kWh at 1.40
            #expect(member["cost"] as? String == "1.00")
            #expect(member["auc"] as? String == "0.5")
            let found = try object(try await page.get("/api/v1/transactions?building=b01&limit=4").body)
            let numbers = (found["transactions"] as? [[String: Any]])?.compactMap { $0["block"] as? Int }
            #expect(numbers == [9, 8, 7, 6])
            #expect(found["next_before"] as? Int == 6)
        }
    }

    @Test("Periods are listed with their end, and where to go on; a bill is offered as a file with a plain name")
    func bills() async throws {
        try await withServedPage { page in
            let all = try object(try await page.get("/api/v1/periods").body)
            let periods = try #require(all["periods"] as? [[String: Any]])
            #expect(periods.map { $0["closed_at"] as? String } == [nil, "1970-01-01T00:59:59.999Z"])
            #expect(all["next_before"] == nil)
            let first = try object(try await page.get("/api/v1/periods?limit=1").body)
            let next = try #require(first["next_before"] as? String)
            #expect(next == "1970-01-01T01:00:00.000Z")
            let bill = try await page.get("/api/v1/buildings/b01/bill?opened_at=\(next)")
            let name = "b01-1970-01-01T010000.000Z.bill"
            #expect(bill.headers["content-disposition"] == "attachment; filename=\"\(name)\"")
        }
    }

    private func object(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }
}
