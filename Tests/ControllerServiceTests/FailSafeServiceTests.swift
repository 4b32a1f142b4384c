import Allocation
import AllocationContract
import ChildProcesses
import Gateway
import MQTTClient
import TestKit
import Testing
import Units

@Suite("Fail-safe with real processes", .timeLimit(.minutes(8)))
struct FailSafeServiceTests {
    /// Runs the building's own program for each of the indices.
    private func withBuildings<Value: Sendable>(
        _ indices: ArraySlice<Int>,
        of site: TestSite,
        _ body: () async throws -> Value
    ) async throws -> Value {
        guard let index = indices.first else { return try await body() }
        let arguments = [
            "building", "--config", site.clusterFile, "--id", site.buildings[index].text, "--speed", "600", "--seed",
            "\(index + 1)", "--meter-interval", "1",
        ]
        let command = ChildCommand(try Products.executable("commonwatt"), arguments)
        return try await withDaemon(command) {
            $0.contains("MQTT connected")
        } _: { _ in
            try await withBuildings(indices.dropFirst(), of: site, body)
        }
    }

    /// Waits until the rule in force, which the broker keeps, is no longer fail-safe.
    private func leftFailSafe(_ site: TestSite) async throws {
        _ = try await latest(site.topics.policy, of: site) { message in
            (try? PolicyPayload(message.payload)).map { $0.mode != .failSafe } ?? false
        }
    }

    @Test("With the controller killed every building's meter shows its band at most, until it is back")
    func controllerGone() async throws {
        try await withServedSite(["b01", "b02", "b03"]) { site, servers in
            try await withBuildings([0, 1, 2], of: site) {
                let band: Int64 = 1_000_000 / 3
                try await leftFailSafe(site)
                await servers.controller.kill()
                let shown = try await withAuditor(of: site) { messages in
                    var shown: [Topic: [Int64]] = [:]
                    for try await message in messages {
                        guard let meter = try? MeterPayload(message.payload) else { continue }
                        shown[message.topic, default: []].append(meter.power.watts)
                        if shown.count == 3, shown.values.allSatisfy({ $0.count >= 5 }) { break }
                    }
                    return shown
                }
                // The first may have been read before the will was heard.
                for powers in shown.values { #expect(powers.dropFirst().allSatisfy { $0 <= band }, "\(powers)") }
                try await servers.controller.start()
                try await leftFailSafe(site)
            }
            await servers.controller.stop()
            #expect(try await site.audit().output.contains("audit: OK"))
        }
    }

    @Test("After a restart every allocation names its transaction, and statuses that the broker holds are read")
    func restart() async throws {
        try await withServedSite { site, servers in
            _ = try await withBuilding(0, of: site) { try await $0.ask(demand(1, watts: 80_000)) }
            await servers.controller.kill()
            try await servers.controller.start()
            var places: Set<String> = []
            for building in site.buildings {
                let current = try await latest(site.topics.currentAllocation(building), of: site) { message in
                    (try? AllocationPayload(message.payload))?.allocation?.mode == .failSafe
                }
                places.insert(try #require(try Answer(current).reply.transaction).id)
            }
            let refused = try await withBuilding(0, of: site) { building in
                try await building.send(Array("nonsense".utf8), correlation: "x")
                return try await building.answer(to: "x")
            }
            #expect(refused.reply.status == .invalidData)
            places.insert(try #require(refused.reply.transaction).id)
            await servers.controller.stop()
            let recorded = try RecordedCall.read(from: site.ledger)
            #expect(places.count == 1 && recorded.last { $0.txid == places.first }?.call == .failSafe)
        }
    }

    @Test("The heartbeat comes every five seconds with growing numbers, and is not kept")
    func heartbeat() async throws {
        try await withServedSite { site, _ in
            let beats = try await withAuditor(of: site) { messages in
                var beats: [HeartbeatPayload] = []
                for try await message in messages where message.topic == site.topics.heartbeat {
                    #expect(!message.isRetained)
                    beats.append(try HeartbeatPayload(message.payload))
                    if beats.count >= 3, arePrompt(beats.suffix(2)) { break }
                }
                return beats
            }
            #expect(beats.map(\.sequence) == (0..<Int64(beats.count)).map { beats[0].sequence + $0 })
            #expect(Set(beats.map(\.epoch)).count == 1)
            for (earlier, later) in zip(beats, beats.dropFirst()) {
                #expect(later.sentAt - earlier.sentAt >= .milliseconds(4_900))
            }
        }
    }

    /// Whether two heartbeats lie five seconds apart, by the clock of who sent them.
    ///
    /// Where the machine stands still for a while some do not; a controller that never sends two so is waited for until
    /// the suite's time is up.
    private func arePrompt(_ pair: ArraySlice<HeartbeatPayload>) -> Bool {
        guard let first = pair.first, let last = pair.last else { return false }
        return last.sentAt - first.sentAt < .seconds(6)
    }
}

@Suite("Meters and floods with a real broker", .timeLimit(.minutes(8)))
struct MeterServiceTests {
    private func reading(_ sequence: Int64, _ wattHours: Int64) -> MeterPayload {
        MeterPayload(sequence: sequence, readAt: now(), power: .watts(10), register: .wattHours(wattHours))
    }

    @Test("A register that jumps after a silence is settled on the ledger, and said; nonsense is refused and said")
    func gap() async throws {
        try await withServedSite { site, servers in
            let (events, isListening) = AsyncStream.makeStream(of: Void.self)
            let told = try await withThrowingTaskGroup(of: [EventPayload].self) { group in
                group.addTask {
                    try await withAuditor(of: site) { messages in
                        isListening.finish()
                        var told: [EventPayload] = []
                        for try await message in messages where message.topic == site.topics.event {
                            told.append(try EventPayload(message.payload))
                            let kinds = Set(told.map(\.event))
                            if kinds.isSuperset(of: ["gap-settled", "input-refused"]) { break }
                        }
                        return told
                    }
                }
                for await _ in events {}
                try await withBuilding(0, of: site) { building in
                    let (client, topics) = (building.client, building.topics)
                    _ = try await building.ask(demand(1, watts: 1_000, lease: 2))
                    try await client.publish(.meter(reading(1, 1_000), of: building.id, topics: topics))
                    _ = try await building.push { $0.inputs == .estimated }
                    _ = try await building.ask(demand(2, watts: 1_000))
                    try await client.publish(.meter(reading(2, 1_100), of: building.id, topics: topics))
                    try await client.publish(Array("12 kWh".utf8), to: topics.meter(building.id))
                }
                return try await group.next() ?? []
            }
            let settled = try #require(told.first { $0.event == "gap-settled" })
            #expect(settled.building == site.buildings[0] && settled.transaction != nil)
            let refused = try #require(told.first { $0.event == "input-refused" })
            #expect(refused.detail.hasPrefix("INVALID_DATA") && refused.value("count") == 1)
            await servers.controller.stop()
            let calls = try RecordedCall.read(from: site.ledger)
            #expect(calls.count { $0.call.function == "meter" } == 2, "\(calls.map(\.call.function))")
            #expect(try await site.audit().output.contains("audit: OK"))
        }
    }

    @Test("A flood is answered or counted to the last message, and its neighbour is answered meanwhile")
    func flood() async throws {
        let (count, page) = (20_000, freePort())
        let edit: (TestSite) throws -> Void = {
            try $0.edit("policy: policy.yaml", to: "policy: policy.yaml\nhttp: {port: \(page)}")
        }
        try await withServedSite(edit: edit) { site, servers in
            try await withBuilding(0, of: site) { talker in
                let (client, topic) = (talker.client, talker.topics.demand(talker.id))
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for lane in 0..<50 as Range<UInt8> {
                        group.addTask { for _ in 0..<(count / 50) { try await client.publish([lane], to: topic) } }
                    }
                    let slowest = try await slowestAnswer(to: 1, of: site)
                    print("flood: \(count) messages; the neighbour's slowest answer took \(slowest)")
                    try await group.waitForAll()
                }
            }
            var told = 0
            while told < count { told = try await messagesToldOf(on: page) }
            #expect(told == count)
            await servers.controller.stop()
            #expect(try await site.audit().output.contains("audit: OK"))
        }
    }

    /// The longest that a building waits for one of twenty answers, each of which it gets.
    private func slowestAnswer(to index: Int, of site: TestSite) async throws -> Duration {
        try await withBuilding(index, of: site) { building in
            var slowest = Duration.zero
            for sequence in 1...20 as ClosedRange<Int64> {
                let sent = ContinuousClock.now
                _ = try await PersistentLoad.reply(to: demand(sequence, watts: 5_000), building)
                slowest = max(slowest, ContinuousClock.now - sent)
            }
            return slowest
        }
    }

    /// How many messages of the flood the metrics know of: what was refused, and what was not answered one by one.
    private func messagesToldOf(on page: UInt16) async throws -> Int {
        let run = try await ChildCommand("curl", ["-fsS", "http://127.0.0.1:\(page)/metrics"]).run()
        #expect(run.isSuccess, "\(run.errorOutput)")
        let names = [
            "commonwatt_demands_unanswered_total{building=\"b01\"}",
            "commonwatt_replies_total{status=\"INVALID_DATA\"}",
            "commonwatt_replies_total{status=\"RATE_LIMITED\"}",
        ]
        return run.output.split(separator: "\n").reduce(0) { sum, line in
            let words = line.split(separator: " ")
            return names.contains { words.first == $0[...] } ? sum + (words.last.flatMap { Int($0) } ?? 0) : sum
        }
    }
}
