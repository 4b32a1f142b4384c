import Allocation
import AllocationContract
import ChildProcesses
import Foundation
import Gateway
import MQTTClient
import TestKit
import Testing
import Units

@Suite("A request travels the whole way", .timeLimit(.minutes(8)))
struct RequestTests {
    @Test("A demand is answered with every key of a reply, and stands on the ledger where the reply says")
    func reply() async throws {
        try await withServedSite { site, servers in
            let answer = try await withBuilding(0, of: site) { try await $0.ask(demand(7, watts: 80_000)) }
            let object = try answer.object()
            #expect(
                Set(object.keys) == [
                    "v", "request_id", "bld", "epoch", "seq", "status", "allocated_w", "bands", "currency", "policy",
                    "mode", "limited_by", "inputs", "valid_until", "tx", "replay",
                ]
            )
            #expect(object["request_id"] as? String == demand(7, watts: 0).requestID)
            #expect(object["bld"] as? String == "b01")
            #expect(object["epoch"] as? Int == 1 && object["seq"] as? Int == 7)
            #expect(object["status"] as? String == "OK")
            #expect(object["allocated_w"] as? Int == 80_000)
            #expect(object["currency"] as? String == "EUR")
            #expect(object["policy"] as? String == "adaptive" && object["mode"] as? String == "no-bounds")
            #expect(object["inputs"] as? String == "fresh")
            #expect(object["replay"] as? Bool == false)
            #expect(answer.reply.allocation?.bands.first?.power == .watts(80_000))
            #expect(answer.message.isRetained == false)
            #expect(answer.message.properties.contentType == "application/json")

            await servers.controller.stop()
            let place = try #require(answer.reply.transaction)
            let recorded = try RecordedCall.read(from: site.ledger).filter { $0.txid == place.id }
            #expect(recorded.map(\.isValid) == [true])
            #expect(recorded.map(\.height) == [Int(place.height)] && recorded.map(\.index) == [Int(place.index)])
            #expect(recorded.first?.change?.power == .watts(80_000))
            #expect(try await site.audit().output.contains("audit: OK"))
        }
    }

    @Test("The allocation in force, the rule and the controller's status are kept by the broker")
    func retained() async throws {
        try await withServedSite { site, servers in
            let answer = try await withBuilding(0, of: site) { try await $0.ask(demand(1, watts: 80_000)) }
            let current = try await latest(site.topics.currentAllocation(site.buildings[0]), of: site) { message in
                (try? AllocationPayload(message.payload))?.sequence == 1
            }
            #expect(current.isRetained)
            #expect(current.payload == answer.message.payload)
            let lease = try #require(current.properties.expirySeconds)
            #expect((3_500...3_600).contains(lease))

            let policy = try await latest(site.topics.policy, of: site) { message in
                (try? PolicyPayload(message.payload))?.load == .watts(80_000)
            }
            #expect(policy.isRetained)
            let rule = try PolicyPayload(policy.payload)
            // The other member has not spoken: half of the cap is reserved for it, and the site is in fail-safe.
            #expect(rule.policy == .adaptive && rule.mode == .failSafe && rule.reason == "fail-safe")
            #expect(rule.cap == .kilowatts(1_000) && rule.headroom == .kilowatts(420))

            let online = try await latest(site.topics.controllerStatus, of: site)
            #expect(online.isRetained)
            #expect(try ControllerStatusPayload(online.payload).isOnline)
            await servers.controller.stop()
            let offline = try await latest(site.topics.controllerStatus, of: site)
            #expect(try !ControllerStatusPayload(offline.payload).isOnline)
        }
    }

    @Test("A controller that is killed is said to be offline by its last will")
    func lastWill() async throws {
        try await withServedSite { site, servers in
            let said = try await withAuditor(of: site) { messages in
                var said: [Bool] = []
                for try await message in messages where message.topic == site.topics.controllerStatus {
                    said.append(try ControllerStatusPayload(message.payload).isOnline)
                    guard said == [true] else { break }
                    await servers.controller.kill()
                }
                return said
            }
            #expect(said == [true, false])
            #expect(try await !ControllerStatusPayload(latest(site.topics.controllerStatus, of: site).payload).isOnline)
        }
    }

    @Test("When the broker comes back it is told again what it had kept, and demands are answered")
    func brokerRestarts() async throws {
        try await withServedSite { site, servers in
            let first = try await withBuilding(0, of: site) { try await $0.ask(demand(1, watts: 80_000)) }
            await servers.broker.kill()
            try await servers.broker.start()
            let status = try await latest(site.topics.controllerStatus, of: site)
            #expect(try ControllerStatusPayload(status.payload).isOnline)
            _ = try await latest(site.topics.policy, of: site)
            let current = try await latest(site.topics.currentAllocation(site.buildings[0]), of: site)
            #expect(try Answer(current).reply.allocation == first.reply.allocation)
            let second = try await withBuilding(0, of: site) { try await $0.ask(demand(2, watts: 90_000)) }
            #expect(second.reply.allocation?.allocated == .watts(90_000))
        }
    }

    @Test("A burst of demands is answered in the order of the ledger, and the last one stays with the broker")
    func order() async throws {
        try await withServedSite { site, _ in
            let answers = try await withBuilding(0, of: site) { building in
                for sequence in 1...60 as ClosedRange<Int64> {
                    try await building.send(demand(sequence, watts: 1_000 * sequence))
                }
                var answers: [Int64] = []
                while answers.count < 60 {
                    if let sequence = try await building.next().reply.sequence { answers.append(sequence) }
                }
                return answers
            }
            #expect(answers == Array(1...60))
            let current = try await latest(site.topics.currentAllocation(site.buildings[0]), of: site) { message in
                (try? AllocationPayload(message.payload))?.sequence == 60
            }
            #expect(current.isRetained)
        }
    }
}
