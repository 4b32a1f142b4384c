import Testing

@testable import MQTTClient

@Suite("Messages of many topics that take turns")
struct FairBufferTests {
    /// Appends a message; the subscription never ends by it.
    private func append(_ name: String, _ number: Int, to buffer: inout MessageBuffer) throws {
        let topic = try #require(Topic(name))
        let isAppended = buffer.append(MQTTMessage(topic: topic, payload: [UInt8(truncatingIfNeeded: number)]))
        #expect(isAppended)
    }

    @Test("One that talks without end keeps no other waiting, and each topic's order is kept")
    func turns() throws {
        var buffer = MessageBuffer(.fair(perTopic: 100, topics: 10))
        for number in 0..<50 { try append("a", number, to: &buffer) }
        for number in 0..<2 { try append("b", number, to: &buffer) }
        var order: [String] = []
        for _ in 0..<5 {
            let next = buffer.popFirst()
            order.append(try #require(next).topic.text)
        }
        #expect(order == ["a", "b", "a", "b", "a"])
        var rest: [UInt8] = []
        while let message = buffer.popFirst() { rest += message.payload }
        #expect(rest == Array(3..<50))
    }

    @Test("What finds no room is dropped and counted; nothing else of the topic is, and no other topic's")
    func shed() throws {
        var buffer = MessageBuffer(.fair(perTopic: 3, topics: 2))
        for number in 0..<10_000 { try append("a", number, to: &buffer) }
        try append("b", 7, to: &buffer)
        let first = buffer.popFirst()
        #expect(first?.payload == [0] && first?.shed == 9_997)
        // There is room again.
        try append("a", 9, to: &buffer)
        var (kept, shed) = (0, 0)
        while let message = buffer.popFirst() { (kept, shed) = (kept + 1, shed + message.shed) }
        #expect(kept == 4 && shed == 0)
        for topic in ["a", "b", "c"] { try append(topic, 1, to: &buffer) }
        kept = 0
        while buffer.popFirst() != nil { kept += 1 }
        #expect(kept == 2, "a third topic has no room")
    }
}
