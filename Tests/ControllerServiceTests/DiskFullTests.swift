import AllocationContract
import ChildProcesses
import Foundation
import Gateway
import TestKit
import Testing

@Suite("A ledger's device that is full", .timeLimit(.minutes(8)))
struct DiskFullTests {
    @Test("Refuses what it cannot record and loses nothing, and goes on when there is room again")
    func full() async throws {
        try await withSite { site in
            try await withBroker(of: site) { _ in
                try await LedgerDevice.mounted(for: site) { device in
                    let acknowledged = try await device.withController { controller in
                        try await serve(site, device, controller)
                    }
                    // A start, too, goes on from what is there.
                    let last = try await device.withController { _ in
                        try await withBuilding(0, of: site) { try await $0.ask(demand(900, watts: 50_000)) }
                    }
                    #expect(last.reply.status == .ok)
                    try device.keep()
                    let recorded = try RecordedCall.read(from: site.ledger).filter(\.isValid)
                    for (id, reply) in acknowledged {
                        let place = try #require(reply.reply.transaction)
                        #expect(recorded.contains { $0.txid == place.id && $0.height == place.height }, "\(id)")
                    }
                }
            }
            let audit = try await site.audit()
            #expect(audit.status == 0 && audit.output.contains("audit: OK"), "\(audit.output)")
        }
    }

    /// Fills the device under load, and makes room again; returns what was acknowledged, by the demand's number.
    private func serve(_ site: TestSite, _ device: LedgerDevice, _ controller: Daemon) async throws -> [Int64: Answer] {
        try await withBuilding(0, of: site) { building in
            var acknowledged: [Int64: Answer] = [:]
            for number in Int64(1)...10 {
                let answer = try await building.ask(demand(number, watts: 1_000 * number))
                #expect(answer.reply.status == .ok)
                acknowledged[number] = answer
            }
            try await device.fill()
            var refused: [Int64] = []
            // What the log's last page still takes is recorded; then nothing is.
            for number in Int64(11)...60 {
                let answer = try await building.ask(demand(number, watts: 500 * number))
                if answer.reply.status == .ok {
                    acknowledged[number] = answer
                } else {
                    #expect(answer.reply.status == .temporaryError, "\(answer.reply)")
                    refused.append(number)
                }
            }
            print("with no room left: \(acknowledged.count - 10) recorded, \(refused.count) refused")
            #expect(refused.count >= 40)
            #expect(controller.log.contains { $0.contains("no room is left for") }, "\(controller.log.suffix(5))")
            try device.makeRoom()
            for number in refused.suffix(3) + [61, 62] {
                let answer = try await building.ask(demand(number, watts: 700 * number))
                #expect(answer.reply.status == .ok, "\(answer.reply)")
                acknowledged[number] = answer
            }
            return acknowledged
        }
    }
}
