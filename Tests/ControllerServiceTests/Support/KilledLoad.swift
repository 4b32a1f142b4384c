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

    /// Lets every building send its demands at once, kills the controller when so many allocations are there, if it is
    /// to be killed from here, and returns all that the broker passed on before it said that the controller was gone.
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
            let ends = demands.map { _ in AsyncStream.makeStream(of: Void.self) }
            for (index, demands) in demands.enumerated() {
                let isOver = ends[index].stream
                group.addTask {
                    try await withBuilding(index, of: site) { try await send(demands, from: $0, until: isOver) }
                    return nil
                }
            }
            return try await group.reduce(into: [:]) { replies, some in
                guard let some else { return }
                replies = some
                for end in ends { end.continuation.finish() }
            }
        }
    }

    /// Sends demands, and then those again that came too late, until each has its allocation or nobody gives any.
    private static func send(
        _ demands: [DemandPayload],
        from building: TestBuilding,
        until isOver: AsyncStream<Void>
    ) async throws {
        for var demand in demands {
            demand.sentAt = now()
            try await building.send(demand)
            // Not all at once: one block could hold them, and many are wanted.
            try await Task.sleep(for: .milliseconds(10))
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { for await _ in isOver {} }
            group.addTask {
                var waiting = Dictionary(uniqueKeysWithValues: demands.map { ($0.requestID, $0) })
                while !waiting.isEmpty {
                    let answer = try await building.next().reply
                    guard let id = answer.requestID, let demand = waiting[id] else { continue }
                    if isPassing(answer.status) {
                        try await building.send(try await anew(demand))
                    } else {
                        waiting[id] = nil
                    }
                }
            }
            try await group.next()
            group.cancelAll()
        }
    }

    /// Whether a slow machine is the reason that a demand was refused: it was on its way for longer than it is timely,
    /// and then behind later ones, or too many came at once.
    private static func isPassing(_ status: ReplyCode) -> Bool {
        [.expired, .staleSequence, .rateLimited, .temporaryError].contains(status)
    }

    /// The same request as a later message, a moment later.
    private static func anew(_ demand: DemandPayload) async throws -> DemandPayload {
        try await Task.sleep(for: .milliseconds(10))
        var later = demand
        later.sentAt = now()
        later.sequence = later.sentAt.milliseconds
        return later
    }

    private static func replies(
        in messages: MQTTMessages,
        _ site: TestSite,
        killing controller: Daemon?,
        after limit: Int
    ) async throws -> [Request: [UInt8]] {
        var replies: [Request: [UInt8]] = [:]
        var isGone = controller == nil
        for try await message in messages {
            if message.topic == site.topics.controllerStatus {
                // One that is to be killed and has lost the broker for a while comes back.
                if try isGone && !ControllerStatusPayload(message.payload).isOnline { break }
            } else if let request = try request(message, site) {
                replies[request] = message.payload
                guard let controller, !isGone, replies.count >= limit else { continue }
                await controller.kill()
                isGone = true
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
                            var again = try await building.ask(demand)
                            while isPassing(again.reply.status) {
                                again = try await building.ask(try await anew(demand))
                            }
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
