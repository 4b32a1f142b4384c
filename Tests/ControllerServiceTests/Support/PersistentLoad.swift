import Allocation
import Foundation
import Gateway
import MQTTClient
import Synchronization
import TestKit
import Testing

extension TestSite {
    /// The same site as far as its first buildings are concerned.
    func with(buildings count: Int) -> TestSite {
        TestSite(directory: directory, port: port, buildings: Array(buildings.prefix(count)), topics: topics)
    }
}

/// Buildings that ask, and ask again until they are answered, while something goes wrong.
struct PersistentLoad {
    let site: TestSite
    /// Demands of each building.
    let count: Int64
    /// A building whose way to the broker is another one: the port that it connects to.
    var detour: (index: Int, port: UInt16)?
    /// The pause after each answer: a load that is over before the fault comes shows nothing.
    var pace = Duration.milliseconds(20)

    /// How long a building waits before it asks again.
    private static let patience = Duration.milliseconds(700)

    private final class Progress: Sendable {
        let replies = Mutex<[KilledLoad.Request: [UInt8]]>([:])
    }

    /// Runs the load, and the fault when a quarter of it is done.
    ///
    /// - Returns: the reply to each request; all of them are there.
    func run(_ fault: @escaping @Sendable () async throws -> Void) async throws -> [KilledLoad.Request: [UInt8]] {
        let progress = Progress()
        let (begun, quarters) = AsyncStream.makeStream(of: Void.self)
        let quarter = Int(count) * site.buildings.count / 4
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in site.buildings.indices {
                group.addTask {
                    try await ask(index) { request, reply in
                        let done = progress.replies.withLock { replies in
                            replies[request] = reply
                            return replies.count
                        }
                        if done == quarter { quarters.finish() }
                    }
                }
            }
            group.addTask {
                for await _ in begun {}
                try await fault()
            }
            try await group.waitForAll()
        }
        return progress.replies.withLock(\.self)
    }

    private func ask(
        _ index: Int,
        _ answered: @escaping @Sendable (KilledLoad.Request, [UInt8]) -> Void
    ) async throws {
        let (id, count) = (site.buildings[index], count)
        var configuration = site.client(id.text)
        if let detour, detour.index == index { configuration.port = detour.port }
        try await withClient(configuration) { client in
            let filter = TopicFilter(site.topics.allocation(id))
            try await client.withSubscription(to: filter, buffering: .bounded(5_000)) { messages in
                let building = TestBuilding(id: id, topics: site.topics, client: client, messages: messages)
                for sequence in 1...count {
                    let reply = try await Self.reply(to: demand(sequence, watts: 1_000 * sequence), building)
                    answered(KilledLoad.Request(building: id, id: demand(sequence, watts: 0).requestID), reply)
                    try await Task.sleep(for: pace)
                }
            }
        }
    }

    /// Asks until an allocation is the answer.
    static func reply(to first: DemandPayload, _ building: TestBuilding) async throws -> [UInt8] {
        while true {
            var demand = first
            demand.sentAt = now()
            let again = demand
            let answer = try await withThrowingTaskGroup(of: Answer?.self) { group in
                group.addTask {
                    do {
                        return try await building.ask(again)
                    } catch is MQTTError {
                        return nil
                    }
                }
                group.addTask {
                    try await Task.sleep(for: patience)
                    return nil
                }
                defer { group.cancelAll() }
                return try await group.next() ?? nil
            }
            if let answer, answer.reply.status == .ok { return answer.message.payload }
        }
    }
}
