import ChildProcesses
import Foundation
import Gateway
import TestKit
import Testing

@Suite("Bills from the API", .timeLimit(.minutes(8)))
struct PageBillTests {
    private struct Periods: Decodable {
        struct Period: Decodable {
            let openedAt: String
            let closedAt: String?
            let buildings: [String]
        }

        let periods: [Period]
        let nextBefore: String?
    }

    @Test("Of a closed period with its costs, of the open one as far as it goes; each is believed without the ledger")
    func bills() async throws {
        let port = freePort()
        try await withServedSite {
            try $0.edit("{duration: 6h}", to: "{duration: 6h, start: manual}")
            try $0.edit("site: riverside", to: "site: riverside\nhttp: {port: \(port)}")
        } _: { site, _ in
            let api = "http://127.0.0.1:\(port)/api/v1"
            #expect(try await fetch("\(api)/periods?limit=3").contains("\"periods\":[]"))
            try await withBuilding(0, of: site) { building in
                for (number, what) in ["open", "close", "open"].enumerated() {
                    let run = try await site.commonwatt(["period", what, "--config", site.clusterFile])
                    try #require(run.isSuccess, "\(run.errorOutput)")
                    guard what == "open" else { continue }
                    #expect(try await building.ask(demand(Int64(number) + 1, watts: 80_000)).reply.status == .ok)
                }
            }
            let periods = try await periods("\(api)/periods")
            #expect(periods.periods.map { $0.closedAt == nil } == [true, false] && periods.nextBefore == nil)
            #expect(periods.periods.allSatisfy { $0.buildings == ["b01", "b02"] })
            let first = try await self.periods("\(api)/periods?limit=1")
            let next = try #require(first.nextBefore)
            #expect(
                try await self.periods("\(api)/periods?before=\(next)").periods.map(\.openedAt) == [
                    periods.periods[1].openedAt
                ]
            )
            for (index, period) in periods.periods.enumerated() {
                for building in period.buildings {
                    let told = try await checked(
                        "\(api)/buildings/\(building)/bill?opened_at=\(period.openedAt)",
                        site
                    )
                    #expect(told.contains("member        \(building)"))
                    #expect(told.contains("still open") == (index == 0), "\(told)")
                }
            }
            #expect(try await checked("\(api)/buildings/b01/bill", site).contains("still open"))
            #expect(try await fetch("\(api)/buildings/b01/bill?opened_at=2020-01-01T00:00:00Z").hasSuffix("404"))
            #expect(try await fetch("\(api)/buildings/b99/bill").hasSuffix("404"))
        }
    }

    /// The bill, fetched until a checkpoint covers it, and what the command says of it.
    private func checked(_ address: String, _ site: TestSite) async throws -> String {
        let file = site.directory + "/member.bill"
        var status = ""
        for _ in 0..<300 where !status.hasSuffix("200") {
            status = try await fetch(address, ["--output", file])
            if !status.hasSuffix("200") { try await Task.sleep(for: .milliseconds(100)) }
        }
        let key = site.directory + "/identities/roots/ledger.vkey"
        let run = try await site.commonwatt(["ledger", "bill", "--check", file, "--key", key])
        #expect(run.isSuccess && run.output.contains("bill: OK"), "\(status): \(run.output)\(run.errorOutput)")
        return run.output
    }

    private func periods(_ address: String) async throws -> Periods {
        let text = try await fetch(address).dropLast(4)
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(Periods.self, from: Data(text.utf8))
    }

    /// What an address answers, and the status on a line of its own.
    private func fetch(_ address: String, _ options: [String] = []) async throws -> String {
        let patience = ["--retry", "30", "--retry-connrefused", "--retry-delay", "1", "--max-time", "60"]
        let run = try await ChildCommand(
            "curl",
            patience + ["-sS", "--write-out", "\n%{http_code}"] + options + [address]
        ).run()
        return run.output
    }
}
