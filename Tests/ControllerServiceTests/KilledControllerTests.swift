import Allocation
import AllocationContract
import ChildProcesses
import Gateway
import MQTTClient
import TestKit
import Testing
import Units

@Suite("A controller that is killed under load", .timeLimit(.minutes(3)))
struct KilledControllerTests {
    private static let perBuilding: Int64 = 50
    private static let seeds: [UInt64] = [11, 23, 42]

    /// A request: whose it is, and its id.
    private struct Request: Hashable {
        let building: BuildingID
        let id: String
    }

    @Test("What it has acknowledged is on the ledger once, and is answered again with the same bytes")
    func kills() async throws {
        print("seeds: \(Self.seeds)")
        try await withServedSite(["b01", "b02", "b03", "b04"]) { site, servers in
            var acknowledged: [Request: [UInt8]] = [:]
            for (round, seed) in Self.seeds.enumerated() {
                var generator = SeededGenerator(seed: seed)
                let demands = site.buildings.map { _ in Self.demands(epoch: Int64(round + 1), &generator) }
                let replies = try await Self.load(site, demands, killing: servers, after: 1 + generator.below(80))
                #expect(!replies.isEmpty && replies.count < site.buildings.count * Int(Self.perBuilding))
                try await servers.controller.start()
                try await Self.resend(site, demands, acknowledged: replies)
                acknowledged.merge(replies) { first, _ in first }
            }
            await servers.controller.stop()
            try Self.check(acknowledged, on: site)
            let audit = try await site.audit()
            #expect(audit.status == 0 && audit.output.contains("audit: OK"), "\(audit.output)")
        }
    }

    private static func demands(epoch: Int64, _ generator: inout SeededGenerator) -> [DemandPayload] {
        (1...perBuilding).map { demand($0, watts: Int64(generator.below(400_000)), epoch: epoch) }
    }

    /// Lets every building send its demands at once, kills the controller when so many replies are there, and returns
    /// all that the broker passed on before it said that the controller was gone.
    private static func load(
        _ site: TestSite,
        _ demands: [[DemandPayload]],
        killing servers: Servers,
        after limit: Int
    ) async throws -> [Request: [UInt8]] {
        try await withThrowingTaskGroup(of: [Request: [UInt8]]?.self) { group in
            let (listening, isListening) = AsyncStream.makeStream(of: Void.self)
            group.addTask {
                try await withAuditor(of: site) { messages in
                    isListening.finish()
                    return try await replies(in: messages, site, killing: servers, after: limit)
                }
            }
            for await _ in listening {}
            for (index, demands) in demands.enumerated() {
                group.addTask {
                    try await withBuilding(index, of: site) { for demand in demands { try await $0.send(demand) } }
                    return nil
                }
            }
            return try await group.reduce(into: [:]) { replies, some in replies = some ?? replies }
        }
    }

    private static func replies(
        in messages: MQTTMessages,
        _ site: TestSite,
        killing servers: Servers,
        after limit: Int
    ) async throws -> [Request: [UInt8]] {
        var replies: [Request: [UInt8]] = [:]
        for try await message in messages {
            if message.topic == site.topics.controllerStatus {
                if try !ControllerStatusPayload(message.payload).isOnline { break }
            } else if let request = try request(message, site) {
                replies[request] = message.payload
                if replies.count == limit { await servers.controller.kill() }
            }
        }
        return replies
    }

    /// The request that a message answers with an allocation.
    private static func request(_ message: MQTTMessage, _ site: TestSite) throws -> Request? {
        guard let building = site.buildings.first(where: { site.topics.allocation($0) == message.topic }) else {
            return nil
        }
        let reply = try AllocationPayload(message.payload)
        guard reply.status == .ok, let id = reply.requestID else { return nil }
        return Request(building: building, id: id)
    }

    /// Sends everything once more: what was acknowledged comes again as it was, and the rest is done now.
    private static func resend(
        _ site: TestSite,
        _ demands: [[DemandPayload]],
        acknowledged: [Request: [UInt8]]
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, demands) in demands.enumerated() {
                group.addTask {
                    try await withBuilding(index, of: site) { building in
                        for demand in demands {
                            let again = try await building.ask(demand)
                            #expect(again.reply.status == .ok)
                            guard let first = acknowledged[Request(building: building.id, id: demand.requestID)]
                            else { continue }
                            #expect(again.reply.isReplay)
                            #expect(AllocationPayload.replay(of: first) == again.message.payload)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private static func check(_ acknowledged: [Request: [UInt8]], on site: TestSite) throws {
        var recorded: [Request: [RecordedCall]] = [:]
        for call in try RecordedCall.read(from: site.ledger) {
            guard let change = call.change else { continue }
            let message = try DemandPayload(change.message, from: change.building)
            recorded[Request(building: change.building, id: message.requestID), default: []].append(call)
        }
        #expect(recorded.count == seeds.count * site.buildings.count * Int(perBuilding))
        for (request, calls) in recorded where calls.map(\.isValid) != [true] {
            Issue.record("\(request) is on the ledger \(calls.count) times")
        }
        for (request, reply) in acknowledged {
            let place = try AllocationPayload(reply).transaction
            let call = try #require(recorded[request]?.first)
            #expect(place == TransactionPlace(id: call.txid, height: Int64(call.height), index: Int64(call.index)))
        }
    }
}
