import Allocation
import AllocationContract
import ChildProcesses
import Gateway
import MQTTClient
import TestKit
import Testing
import Units

@Suite("Demands that are wrong", .timeLimit(.minutes(8)))
struct BadInputTests {
    /// A message that is wrong, and the status that says so.
    private struct Row: Sendable {
        let name: String
        let status: ReplyCode
        let payload: [UInt8]
        var isRetained = false
        var response: Topic?
    }

    /// Each row is a right demand with one thing changed; the one in force before is number 10 of epoch 5.
    private static func rows(_ site: TestSite) throws -> [Row] {
        let right = demand(11, watts: 77_777, epoch: 5)
        let text = String(decoding: right.json, as: UTF8.self)
        func changed(_ passage: String, _ replacement: String) throws -> [UInt8] {
            try #require(text.contains(passage))
            return Array(text.replacing(passage, with: replacement).utf8)
        }
        func number(_ sequence: Int64, epoch: Int64 = 5) -> [UInt8] {
            var other = right
            other.sequence = sequence
            other.epoch = epoch
            return other.json
        }
        func sent(_ seconds: Int64) -> [UInt8] {
            var other = right
            other.sentAt = now() + .seconds(seconds)
            return other.json
        }
        return [
            Row(name: "empty", status: .invalidData, payload: []),
            Row(name: "no JSON", status: .invalidData, payload: Array("77777 W, please".utf8)),
            Row(name: "cut off", status: .invalidData, payload: right.json.dropLast()),
            Row(name: "no UTF-8", status: .invalidData, payload: [0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D]),
            Row(name: "an array", status: .invalidData, payload: Array("[]".utf8)),
            Row(name: "text for a number", status: .invalidData, payload: try changed("77777", "\"77777\"")),
            Row(name: "a fraction", status: .invalidData, payload: try changed("77777", "77777.5")),
            Row(name: "null", status: .invalidData, payload: try changed("77777", "null")),
            Row(name: "a truth value", status: .invalidData, payload: try changed("77777", "true")),
            Row(name: "an exponent", status: .invalidData, payload: try changed("77777", "7e4")),
            Row(name: "a key twice", status: .invalidData, payload: try changed("\"v\":1", "\"v\":1,\"v\":1")),
            Row(
                name: "nested deeply",
                status: .invalidData,
                payload: try changed("77777", String(repeating: "[", count: 2_000))
            ),
            Row(name: "no signature", status: .invalidData, payload: try changed("\"v\":1", "\"v\":1,\"sig\":1")),
            Row(name: "no version", status: .invalidMessage, payload: try changed("\"v\":1,", "")),
            Row(name: "unknown key", status: .invalidMessage, payload: try changed("demand_w", "demand_kw")),
            Row(name: "missing key", status: .invalidMessage, payload: try changed(",\"load_id\":\"total\"", "")),
            Row(name: "other version", status: .invalidMessage, payload: try changed("\"v\":1", "\"v\":2")),
            Row(name: "retained", status: .invalidMessage, payload: right.json, isRetained: true),
            Row(
                name: "foreign response topic",
                status: .invalidMessage,
                payload: right.json,
                response: site.topics.allocation(site.buildings[1])
            ),
            Row(name: "below zero", status: .invalidContent, payload: try changed("77777", "-1")),
            Row(name: "too much", status: .invalidContent, payload: try changed("77777", "1000000001")),
            Row(name: "beyond 64 bits", status: .invalidContent, payload: try changed("77777", "77777777777777777777")),
            Row(name: "a lease over a day", status: .invalidContent, payload: try changed("3600", "86401")),
            Row(name: "a time of another zone", status: .invalidContent, payload: try changed("Z\"", "+01:00\"")),
            Row(name: "a time without zone", status: .invalidContent, payload: try changed("Z\"", "\"")),
            Row(name: "no lease", status: .invalidContent, payload: try changed("3600", "0")),
            Row(name: "no UUID", status: .invalidContent, payload: try changed("3f0c2d1e", "3f0c2d1g")),
            Row(name: "load with spaces", status: .invalidContent, payload: try changed("\"total\"", "\"a b\"")),
            Row(
                name: "another's name",
                status: .invalidContent,
                payload: try changed("\"v\":1", "\"v\":1,\"bld\":\"b02\"")
            ),
            Row(name: "the same number", status: .staleSequence, payload: number(10)),
            Row(name: "a lower number", status: .staleSequence, payload: number(9)),
            Row(name: "a lower epoch", status: .staleSequence, payload: number(11, epoch: 4)),
            Row(name: "sent long ago", status: .expired, payload: sent(-60)),
            Row(name: "sent in the future", status: .expired, payload: sent(60)),
        ]
    }

    @Test("Each is answered with its status and the allocation in force, and changes nothing")
    func table() async throws {
        try await withServedSite { site, servers in
            let rows = try Self.rows(site)
            let (first, last) = try await withBuilding(0, of: site) { building in
                let first = try await building.ask(demand(10, watts: 80_000, epoch: 5))
                #expect(first.reply.status == .ok)
                for row in rows {
                    try await building.send(
                        row.payload,
                        correlation: row.name,
                        respondingTo: row.response,
                        isRetained: row.isRetained
                    )
                    let answer = try await building.answer(to: row.name)
                    #expect(answer.reply.status == row.status, "\(row.name)")
                    #expect(answer.reply.allocation == first.reply.allocation, "\(row.name)")
                    #expect(answer.reply.transaction == first.reply.transaction, "\(row.name)")
                    #expect(answer.message.properties.userProperties.map(\.name) == ["detail"], "\(row.name)")
                }
                return (first, try await building.ask(demand(11, watts: 50_000, epoch: 5)))
            }
            let height = try #require(first.reply.transaction).height
            #expect(last.reply.status == .ok)
            #expect(last.reply.transaction?.height == height + 1 && last.reply.transaction?.index == 0)

            // The neighbour that was named as response topic has heard nothing of all this.
            let neighbour = try await withBuilding(1, of: site) { building in
                try await building.send(demand(1, watts: 1_000))
                return try await building.next()
            }
            #expect(neighbour.reply.requestID == demand(1, watts: 0).requestID)

            // The broker still holds the retained demand; the next controller does not carry it out.
            await servers.controller.stop()
            let before = try RecordedCall.read(from: site.ledger).compactMap(\.change).count
            #expect(before == 3)
            try await servers.controller.start()
            let next = try await withBuilding(0, of: site) { try await $0.ask(demand(12, watts: 1_000, epoch: 5)) }
            // The neighbour's demand, and the start in fail-safe.
            #expect(next.reply.transaction?.height == height + 4)
        }
    }

    @Test("A known request id is answered as before, however late, whatever else the message says")
    func duplicates() async throws {
        try await withServedSite { site, servers in
            let first = demand(1, watts: 80_000)
            let (answer, later) = try await withBuilding(0, of: site) { building in
                let answer = try await building.ask(first)
                var other = demand(9, watts: 10_000)
                other.requestID = first.requestID
                var late = first
                late.sentAt = now() + .seconds(-3_600)
                for message in [first, other, late] {
                    let again = try await building.ask(message)
                    #expect(again.message.payload == AllocationPayload.replay(of: answer.message.payload))
                }
                return (answer, try await building.ask(demand(2, watts: 70_000)))
            }
            #expect(later.reply.transaction?.height == answer.reply.transaction.map { $0.height + 1 })
            await servers.controller.stop()
            try await servers.controller.start()
            let again = try await withBuilding(0, of: site) { try await $0.ask(first) }
            #expect(again.message.payload == AllocationPayload.replay(of: answer.message.payload))
        }
    }

    @Test("The same message twice in a row is carried out once, and the second answer is a replay")
    func twice() async throws {
        try await withServedSite { site, _ in
            let answers = try await withBuilding(0, of: site) { building in
                for sequence in 1...20 as ClosedRange<Int64> {
                    for _ in 1...2 { try await building.send(demand(sequence, watts: 1_000 * sequence)) }
                }
                var answers: [String: [[UInt8]]] = [:]
                for _ in 1...40 {
                    let answer = try await building.next()
                    answers[answer.reply.requestID ?? "", default: []].append(answer.message.payload)
                }
                return answers
            }
            #expect(answers.count == 20)
            for payloads in answers.values { #expect(payloads.last == AllocationPayload.replay(of: payloads[0])) }
            for payloads in answers.values { #expect(payloads.first != payloads.last) }
        }
    }

    @Test("A message that is too large, or for another's topic, does not get past the broker")
    func broker() async throws {
        try await withServedSite { site, _ in
            let stranger = try #require(BuildingID("b99"))
            let first = try await withBuilding(0, of: site) { try await $0.ask(demand(1, watts: 80_000)) }
            let last = try await withBuilding(0, of: site) { building in
                let large = await #expect(throws: MQTTError.self) {
                    try await building.send(Array(repeating: 0x20, count: 4_097), correlation: "large")
                }
                #expect(large?.code == .tooLarge)
                for other in [stranger, site.buildings[1]] {
                    let error = await #expect(throws: MQTTError.self) {
                        try await building.client.publish(demand(2, watts: 1).json, to: site.topics.demand(other))
                    }
                    #expect(error?.code == .notAuthorised)
                }
                return try await building.ask(demand(2, watts: 80_000))
            }
            #expect(last.reply.transaction?.height == first.reply.transaction.map { $0.height + 1 })
        }
    }

    @Test(
        "Who talks too fast, sense or nonsense, is told so, may send it later, and starves nobody",
        arguments: [true, false]
    )
    func rateLimit(isSense: Bool) async throws {
        // So slow that however long the flood takes to be read, most of it comes too fast.
        let limit = "rate_limit: {demands_per_second: 2, burst: 50}\n  home_assistant: false"
        let edit: (TestSite) throws -> Void = { try $0.edit("home_assistant: false", to: limit) }
        try await withServedSite(edit: edit) { site, _ in
            try await withBuilding(0, of: site) { talker in
                let neighbour = try await flood(talker, isSense: isSense) {
                    try await withBuilding(1, of: site) { try await $0.ask(demand(1, watts: 5_000)) }
                }
                #expect(neighbour.reply.status == .ok)
                var statuses: [ReplyCode: Int] = [:]
                for _ in 1...600 { statuses[try await talker.next().reply.status, default: 0] += 1 }
                // Sent at once, they overtake one another.
                let expected: Set<ReplyCode> =
                    isSense ? [.ok, .staleSequence, .rateLimited] : [.invalidData, .rateLimited]
                #expect(Set(statuses.keys).isSubset(of: expected), "\(statuses)")
                #expect(statuses[.rateLimited, default: 0] >= 200, "\(statuses)")
                var last = try await talker.ask(demand(601, watts: 2_000))
                while last.reply.status == .rateLimited { last = try await talker.ask(demand(601, watts: 2_000)) }
                #expect(last.reply.status == .ok)
            }
        }
    }

    /// Sends six hundred messages at once, and does something else meanwhile.
    private func flood<Value: Sendable>(
        _ talker: TestBuilding,
        isSense: Bool,
        _ body: () async throws -> Value
    ) async throws -> Value {
        let (client, topic) = (talker.client, talker.topics.demand(talker.id))
        return try await withThrowingTaskGroup(of: Void.self) { group in
            for sequence in 1...600 as ClosedRange<Int64> {
                let payload = isSense ? demand(sequence, watts: 1_000).json : Array("more, more!".utf8)
                group.addTask { try await client.publish(payload, to: topic) }
            }
            let value = try await body()
            try await group.waitForAll()
            return value
        }
    }
}
