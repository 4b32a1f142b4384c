import Allocation
import AllocationContract
import ChildProcesses
import Gateway
import MQTTClient
import TestKit
import Testing
import Units

/// Demands under which a controller dies, what was acknowledged of them, and where it is afterwards.
enum KilledLoad {
    /// A request: whose it is, and its id.
    struct Request: Hashable {
        let building: BuildingID
        let id: String
    }

    static func demands(_ count: Int64, epoch: Int64, _ generator: inout SeededGenerator) -> [DemandPayload] {
        (1...count).map { demand($0, watts: Int64(generator.below(400_000)), epoch: epoch) }
    }

    /// Lets every building send its demands at once, kills the controller when so many replies are there, if it is
    /// to be
    /// killed from here, and returns all that the broker passed on before it said that the controller was gone.
    static func run(
        on site: TestSite,
        _ demands: [[DemandPayload]],
        killing controller: Daemon? = nil,
        after limit: Int = 0
    ) async throws -> [Request: [UInt8]] {
        try await withThrowingTaskGroup(of: [Request: [UInt8]]?.self) { group in
            let (listening, isListening) = AsyncStream.makeStream(of: Void.self)
            group.addTask {
                try await withAuditor(of: site) { messages in
                    isListening.finish()
                    return try await replies(in: messages, site, killing: controller, after: limit)
                }
            }
            for await _ in listening {}
            for (index, demands) in demands.enumerated() {
                group.addTask {
                    try await withBuilding(index, of: site) { building in
                        for demand in demands {
                            try await building.send(demand)
                            // Not all at once: one block could hold them, and many are wanted.
                            try await Task.sleep(for: .milliseconds(10))
                        }
                    }
                    return nil
                }
            }
            return try await group.reduce(into: [:]) { replies, some in replies = some ?? replies }
        }
    }

    private static func replies(
        in messages: MQTTMessages,
        _ site: TestSite,
        killing controller: Daemon?,
        after limit: Int
    ) async throws -> [Request: [UInt8]] {
        var replies: [Request: [UInt8]] = [:]
        for try await message in messages {
            if message.topic == site.topics.controllerStatus {
                if try !ControllerStatusPayload(message.payload).isOnline { break }
            } else if let request = try request(message, site) {
                replies[request] = message.payload
                if replies.count == limit { await controller?.kill() }
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
    static func resend(
        _ site: TestSite,
        _ demands: [[DemandPayload]],
        acknowledged: [Request: [UInt8]]
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, demands) in demands.enumerated() {
                group.addTask {
                    try await withBuilding(index, of: site) { building in
                        for var demand in demands {
                            // A slow machine may take longer to come here than a demand is timely.
                            demand.sentAt = now()
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

    static func check(_ acknowledged: [Request: [UInt8]], of expected: Int, on site: TestSite) throws {
        var recorded: [Request: [RecordedCall]] = [:]
        for call in try RecordedCall.read(from: site.ledger) {
            guard let change = call.change else { continue }
            let message = try DemandPayload(change.message, from: change.building)
            recorded[Request(building: change.building, id: message.requestID), default: []].append(call)
        }
        #expect(recorded.count == expected)
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
