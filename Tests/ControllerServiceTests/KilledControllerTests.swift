import Allocation
import AllocationContract
import ChildProcesses
import Gateway
import Ledger
import MQTTClient
import TestKit
import Testing

@Suite("A controller that is killed under load", .timeLimit(.minutes(8)))
struct KilledControllerTests {
    private static let perBuilding: Int64 = 50
    private static let seeds: [UInt64] = [11, 23, 42]

    @Test("What it has acknowledged is on the ledger once, and is answered again with the same bytes")
    func kills() async throws {
        print("seeds: \(Self.seeds)")
        try await withServedSite(["b01", "b02", "b03", "b04"]) { site, servers in
            var acknowledged: [KilledLoad.Request: [UInt8]] = [:]
            for (round, seed) in Self.seeds.enumerated() {
                var generator = SeededGenerator(seed: seed)
                let demands = site.buildings.map { _ in
                    KilledLoad.demands(Self.perBuilding, epoch: Int64(round + 1), &generator)
                }
                let replies = try await KilledLoad.run(
                    on: site,
                    demands,
                    killing: servers.controller,
                    after: 1 + generator.below(80)
                )
                #expect(!replies.isEmpty && replies.count < site.buildings.count * Int(Self.perBuilding))
                try await servers.controller.start()
                try await KilledLoad.resend(site, demands, acknowledged: replies)
                acknowledged.merge(replies) { first, _ in first }
            }
            await servers.controller.stop()
            let sent = Self.seeds.count * site.buildings.count * Int(Self.perBuilding)
            try KilledLoad.check(acknowledged, of: sent, on: site)
            let audit = try await site.audit()
            #expect(audit.status == 0 && audit.output.contains("audit: OK"), "\(audit.output)")
        }
    }

    @Test("At every step of a commit: nothing that was acknowledged is lost, and nothing is there twice")
    func killsAtEveryStep() async throws {
        let count: Int64 = 15
        var generator = SeededGenerator(seed: 7)
        print("seed: 7")
        try await withSite(["b01", "b02", "b03"]) { site in
            try await withBroker(of: site) { _ in
                var acknowledged: [KilledLoad.Request: [UInt8]] = [:]
                for (round, step) in FaultPoint.allCases.enumerated() {
                    let demands = site.buildings.map { _ in
                        KilledLoad.demands(count, epoch: Int64(round + 1), &generator)
                    }
                    let times = Self.times(step, &generator)
                    let replies = try await site.withController(["--die-at", "\(step.rawValue):\(times)"]) { _ in
                        try await KilledLoad.run(on: site, demands)
                    }
                    // The load ends when the broker says that the controller is gone.
                    print("killed at \(step.rawValue), time \(times): \(replies.count) acknowledged")
                    try await site.withController { _ in
                        try await KilledLoad.resend(site, demands, acknowledged: replies)
                    }
                    acknowledged.merge(replies) { first, _ in first }
                }
                let sent = FaultPoint.allCases.count * site.buildings.count * Int(count)
                print("acknowledged before a kill: \(acknowledged.count) of \(sent); lost 0, twice 0")
                try KilledLoad.check(acknowledged, of: sent, on: site)
                let audit = try await site.audit()
                #expect(audit.status == 0 && audit.output.contains("audit: OK"), "\(audit.output)")
            }
        }
    }

    /// Steps of a transaction come more often than those of a block, of which a start has some of its own.
    private static func times(_ step: FaultPoint, _ generator: inout SeededGenerator) -> Int {
        switch step {
        case .executed, .ordered, .endorsed: 5 + generator.below(25)
        default: 3
        }
    }
}
