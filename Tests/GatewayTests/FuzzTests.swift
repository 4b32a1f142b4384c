import Allocation
import Gateway
import MQTTClient
import TestKit
import Testing

@Suite("Whatever is sent, the decoders answer")
struct FuzzTests {
    private static let runsPerSeed = 26_000

    /// Fragments that lead a mutation deep into the decoder.
    private static let fragments = [
        "{", "}", "[", "]", "\"", ":", ",", "\\u", "\\ud83d", "null", "true", "-", "1e9", "0", "99999999999999999999",
        "\"v\":1",
        "\"demand_w\":", "\"sig\":{", "\u{0}", "é", "😀", "2026-02-29T24:00:00.000Z", "\"seq\":-1", "[[[[[[[[[[",
        "\"bld\":\"b01\"",
    ].map { Array($0.utf8) }

    @Test("Demands: spoilt samples, spliced fragments and noise", arguments: [11, 22, 33, 44] as [UInt64])
    func demands(seed: UInt64) throws {
        let topics = try #require(Topics(site: "riverside"))
        let building = try #require(BuildingID("b01"))
        var generator = SeededGenerator(seed: seed)
        var counts: [ReplyCode: Int] = [:]
        for _ in 0..<Self.runsPerSeed {
            let payload = Self.payload(&generator)
            let message = MQTTMessage(topic: topics.demand(building), payload: payload)
            let refusal = Self.refusal(message, topics)
            counts[refusal?.status ?? .ok, default: 0] += 1
            guard refusal == nil else { continue }
            // What is accepted says the same again.
            let read = try DemandMessage(message, topics: topics).demand
            #expect(try DemandPayload(read.json, from: building) == read)
        }
        #expect(Set(counts.keys).isSubset(of: [.ok, .invalidData, .invalidMessage, .invalidContent]))
        // The mutations reach every outcome, or they prove little.
        for status in [ReplyCode.ok, .invalidData, .invalidMessage, .invalidContent] {
            #expect(counts[status, default: 0] > 50, "seed \(seed): \(counts)")
        }
    }

    @Test("What buildings and others read: replies and statuses", arguments: [55, 66] as [UInt64])
    func replies(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let samples = try AllocationSamples.all().map(\.json)
        for _ in 0..<Self.runsPerSeed / 2 {
            let payload = Self.spoilt(generator.pick(samples), &generator)
            if let reply = try? AllocationPayload(payload) { #expect(try AllocationPayload(reply.json) == reply) }
            _ = try? BuildingStatusPayload(payload)
            _ = try? ControllerStatusPayload(payload)
            _ = try? LedgerHeadPayload(payload)
            _ = try? PolicyPayload(payload)
        }
    }

    private static func refusal(_ message: MQTTMessage, _ topics: Topics) -> DemandRefusal? {
        do throws(DemandRefusal) {
            _ = try DemandMessage(message, topics: topics)
            return nil
        } catch { return error }
    }

    private static func payload(_ generator: inout SeededGenerator) -> [UInt8] {
        switch generator.below(10) {
        case 0: (0..<generator.below(200)).map { _ in UInt8(generator.below(256)) }
        case 1: (0..<generator.below(40)).flatMap { _ in generator.pick(fragments) }
        case 2: Array(withRandomValues(&generator).utf8)
        default: spoilt(Array(DemandSamples.json.utf8), &generator)
        }
    }

    /// A sample with a few bytes changed, taken out, put in or spliced.
    private static func spoilt(_ sample: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        var bytes = sample
        for _ in 0..<generator.below(4) where !bytes.isEmpty {
            let place = generator.below(bytes.count)
            switch generator.below(5) {
            case 0: bytes[place] = UInt8(generator.below(256))
            case 1: bytes[place] = generator.pick(Array("0123456789-.eE,:{}[]\" ".utf8))
            case 2: bytes.remove(at: place)
            case 3: bytes.insert(contentsOf: generator.pick(fragments), at: place)
            default: bytes.removeSubrange(place..<min(place + generator.below(30), bytes.count))
            }
        }
        return bytes
    }

    private static func withRandomValues(_ generator: inout SeededGenerator) -> String {
        let name = generator.pick(["v", "epoch", "seq", "demand_w", "lease_s"])
        return DemandSamples.with(name, "\(Int64(bitPattern: generator.next()) >> Int64(generator.below(64)))")
    }
}
