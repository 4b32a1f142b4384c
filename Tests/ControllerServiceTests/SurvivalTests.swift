import Allocation
import ChildProcesses
import Foundation
import Gateway
import MQTTClient
import TestKit
import Testing
import Units

@Suite("What was acknowledged is on the ledger once, whatever went wrong", .timeLimit(.minutes(8)))
struct SurvivalTests {
    private static let perBuilding: Int64 = 40

    @Test("The broker killed and started again, twice")
    func broker() async throws {
        try await withServedSite(["b01", "b02", "b03"]) { site, servers in
            let load = PersistentLoad(site: site, count: Self.perBuilding)
            try await survive("broker killed", load, stop: { await servers.controller.stop() }) {
                for _ in 1...2 {
                    await servers.broker.kill()
                    try await servers.broker.start()
                    try await Task.sleep(for: .milliseconds(500))
                }
            }
        }
    }

    @Test("Broker and controller killed and started, in either order, and asked to stop")
    func restarts() async throws {
        try await withServedSite(["b01", "b02", "b03"]) { site, servers in
            let load = PersistentLoad(site: site, count: Self.perBuilding)
            try await survive("restarts in any order", load, stop: { await servers.controller.stop() }) {
                await servers.controller.kill()
                await servers.broker.kill()
                try await servers.broker.start()
                try await servers.controller.start()
                await servers.broker.kill()
                await servers.controller.kill()
                try await servers.broker.start()
                try await servers.controller.start()
                await servers.controller.stop()
                try await servers.controller.start()
            }
        }
    }

    @Test("The network to one building cut, twice; the others do not notice")
    func network() async throws {
        try await withServedSite(["b01", "b02", "b03"]) { site, servers in
            let port = freePort()
            let relay = ChildCommand("python3", [Repository.path("Tests/Wire/relay.py"), "\(port)", "\(site.port)"])
            try await withDaemon(relay, isReady: { $0.contains("listening") }) { relay in
                var load = PersistentLoad(site: site, count: Self.perBuilding)
                load.detour = (1, port)
                try await survive("network to one building cut", load, stop: { await servers.controller.stop() }) {
                    for _ in 1...2 {
                        await relay.kill()
                        try await Task.sleep(for: .milliseconds(500))
                        try await relay.start()
                        try await Task.sleep(for: .milliseconds(500))
                    }
                }
            }
        }
    }

    @Test("The machine's clock set an hour forward and two hours back")
    func clock() async throws {
        try await withSite(["b01", "b02"]) { site in
            try await withBroker(of: site) { _ in
                let offset = site.directory + "/clock"
                try "0".write(toFile: offset, atomically: true, encoding: .utf8)
                let library = try await ClockLibrary.build(in: site.directory)
                let command = ChildCommand(
                    "env",
                    [
                        "LD_PRELOAD=\(library)", "TEST_CLOCK=\(offset)", try Products.executable("commonwatt"), "serve",
                        "--config", site.clusterFile,
                    ]
                )
                try await withDaemon(command, isReady: { $0.contains("ctl/status") }) { controller in
                    var load = PersistentLoad(site: site, count: Self.perBuilding)
                    load.pace = .milliseconds(100)
                    try await survive("wall clock stepped", load, stop: { await controller.stop() }) {
                        try await Self.step(offset, of: site)
                    }
                }
            }
        }
    }

    /// Sets the controller's clock back and forth, and waits until it says that it has noticed.
    private static func step(_ file: String, of site: TestSite) async throws {
        try await withAuditor(of: site) { messages in
            for offset in ["3600", "-3600", "1800"] {
                try offset.write(toFile: file, atomically: true, encoding: .utf8)
                try await Task.sleep(for: .seconds(1))
            }
            for try await message in messages where message.topic == site.topics.event {
                if String(decoding: message.payload, as: UTF8.self).contains("clock-stepped") { return }
            }
        }
    }

    @Test("A second controller on the same ledger, while the first is busy")
    func secondController() async throws {
        try await withServedSite(["b01", "b02"]) { site, servers in
            let load = PersistentLoad(site: site, count: Self.perBuilding)
            try await survive("two controllers", load, stop: { await servers.controller.stop() }) {
                for _ in 1...3 {
                    let second = try await site.serve()
                    #expect(second.status == 3)
                }
            }
        }
    }

    @Test("A neighbour that floods, replays, retains, forges, and asks to be answered elsewhere")
    func hostile() async throws {
        try await withServedSite(["b01", "b02", "b03"]) { site, servers in
            let quiet = PersistentLoad(site: site.with(buildings: 2), count: Self.perBuilding)
            try await survive("hostile neighbour", quiet, stop: { await servers.controller.stop() }) {
                try await withBuilding(2, of: site) { try await Self.misbehave($0) }
            }
        }
    }

    /// Sends everything that a member can send and should not; none of it may reach the ledger.
    private static func misbehave(_ building: TestBuilding) async throws {
        let site = building.topics
        let good = demand(1, watts: 50_000, epoch: 9)
        let victim = try #require(BuildingID("b01"))
        // Answers are awaited by none: the ledger is looked at in the end.
        try await building.send(good.json, correlation: "retained", isRetained: true)
        try await building.send(good.json, correlation: "elsewhere", respondingTo: site.allocation(victim))
        var old = good
        old.sentAt = now() + .hours(-24)
        try await building.send(old.json, correlation: "replayed")
        for payload in ["{", "[]", "{\"v\":1}", String(repeating: "x", count: 4_096)] {
            try await building.send(Array(payload.utf8), correlation: "malformed")
        }
        await #expect(throws: MQTTError.self) {
            try await building.send(Array(repeating: 0x20, count: 4_097), correlation: "oversize")
        }
        // Another's request, as it was heard or guessed, in this building's name and in the other's.
        await #expect(throws: MQTTError.self) {
            try await building.client.publish(demand(1, watts: 1).json, to: site.demand(victim))
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            let (client, topic) = (building.client, site.demand(building.id))
            for lane in 0..<20 {
                group.addTask { for _ in 0..<100 { try await client.publish([UInt8(lane)], to: topic) } }
            }
            try await group.waitForAll()
        }
    }
}
