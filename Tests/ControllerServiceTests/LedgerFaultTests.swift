import ChildProcesses
import Foundation
import Gateway
import MQTTClient
import Synchronization
import TestKit
import Testing

@Suite("What was acknowledged is on the ledger once, whatever becomes of its files", .timeLimit(.minutes(8)))
struct LedgerFaultTests {
    private static let perBuilding: Int64 = 40

    @Test("The device full under load, until there is room again; nobody starts anything anew")
    func deviceFull() async throws {
        try await withSite(["b01", "b02"]) { site in
            try await withBroker(of: site) { _ in
                try await LedgerDevice.mounted(for: site) { device in
                    try await device.withController { controller in
                        let load = PersistentLoad(site: site, count: Self.perBuilding)
                        let stop = {
                            await controller.stop()
                            try device.keep()
                        }
                        try await survive("device full", load, stop: stop) {
                            try await device.fill()
                            while !controller.log.contains(where: { $0.contains("no room is left for") }) {
                                try await Task.sleep(for: .milliseconds(50))
                            }
                            try device.makeRoom()
                        }
                    }
                }
            }
        }
    }

    @Test("A bit flipped in the chain, in the state and in the log, each while the buildings go on asking")
    func flippedBits() async throws {
        try await withServedSite(["b01", "b02"]) { site, servers in
            let load = PersistentLoad(site: site, count: Self.perBuilding)
            try await survive("bits flipped", load, stop: { await servers.controller.stop() }) {
                await servers.controller.stop()
                // The chain: an audit and `ledger verify` say which page.
                try Self.flip("chain.db", of: site)
                let verify = ["ledger", "verify", site.ledger]
                let found = try await site.commonwatt(verify)
                let said = found.output + found.errorOutput
                #expect(found.status == 1 && said.contains("chain.db") && said.contains("altered"), "\(said)")
                try Self.flip("chain.db", of: site)
                #expect(try await site.commonwatt(verify).isSuccess)
                // The state: it is made again.
                try Self.flip("state.db", of: site)
                try await servers.controller.start()
                #expect(servers.controller.log.contains { $0.contains("the ledger's state was mended") })
                try await Self.untilAnswered(10, of: site)
                // The log of a process that was killed: whoever starts is told, and nothing is written.
                await servers.controller.kill()
                try Self.flip("chain.db-wal", of: site)
                let refused = try await site.serve()
                #expect(refused.status == 3 && refused.errorOutput.contains("is damaged"), "\(refused.errorOutput)")
                try Self.flip("chain.db-wal", of: site)
                try await servers.controller.start()
            }
        }
    }

    @Test("An old ledger put back is refused, and the newest one goes on")
    func rolledBack() async throws {
        try await withServedSite(["b01", "b02"]) { site, servers in
            let load = PersistentLoad(site: site, count: Self.perBuilding)
            try await survive("old ledger put back", load, stop: { await servers.controller.stop() }) {
                await servers.controller.stop()
                let (old, newest) = (site.directory + "/old", site.directory + "/newest")
                let files = FileManager.default
                try files.copyItem(atPath: site.ledger, toPath: old)
                try await servers.controller.start()
                try await Self.untilAnswered(10, of: site)
                await servers.controller.kill()
                try files.moveItem(atPath: site.ledger, toPath: newest)
                try files.copyItem(atPath: old, toPath: site.ledger)
                try files.removeItem(atPath: site.ledger + "/head")
                try files.copyItem(atPath: newest + "/head", toPath: site.ledger + "/head")
                let refused = try await site.serve()
                let isSaid = refused.errorOutput.contains("an older ledger has been put back")
                #expect(refused.status == 3 && isSaid, "\(refused.errorOutput)")
                try files.removeItem(atPath: site.ledger)
                try files.moveItem(atPath: newest, toPath: site.ledger)
                try await servers.controller.start()
            }
        }
    }

    /// Flips a bit in the middle of a file of the ledger's; done twice, the file is as it was.
    private static func flip(_ name: String, of site: TestSite) throws {
        let path = site.ledger + "/" + name
        var bytes = try Data(contentsOf: URL(filePath: path))
        bytes[bytes.count / 2] ^= 0x10
        try bytes.write(to: URL(filePath: path))
    }

    /// Waits until the controller has answered so many demands from now on.
    private static func untilAnswered(_ count: Int, of site: TestSite) async throws {
        try await withAuditor(of: site) { messages in
            var answers = 0
            let topics = site.buildings.map(site.topics.allocation)
            for try await message in messages where topics.contains(message.topic) {
                answers += 1
                if answers == count { return }
            }
        }
    }
}
