import TestKit
import Testing

@testable import MQTTClient

@Suite("The queues behind subscriptions")
struct FIFOTests {
    @Test("A FIFO behaves as an array does", arguments: 0..<20 as Range<UInt64>)
    func likeAnArray(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var queue = FIFO<Int>()
        var model: [Int] = []
        for step in 0..<2_000 {
            switch generator.below(10) {
            case 0..<5:
                queue.append(step)
                model.append(step)
            case 5..<9:
                let expected = model.isEmpty ? nil : model.removeFirst()
                #expect(queue.popFirst() == expected)
            default:
                queue.prepend([step, -step])
                model = [step, -step] + model
                let isOdd = { (number: Int) in number % 7 == 1 }
                #expect(queue.removeAll(where: isOdd) == model.filter(isOdd))
                model.removeAll(where: isOdd)
            }
            #expect(queue.count == model.count)
        }
    }

    @Test("The newest message of each topic waits at the place of its first", arguments: 0..<20 as Range<UInt64>)
    func newestOfEach(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var buffer = MessageBuffer(.latestPerTopic)
        var model: [MQTTMessage] = []
        for step in 0..<2_000 {
            if generator.below(3) > 0 {
                let message = MQTTMessage(
                    topic: Topic(received: "\(generator.below(50))"),
                    payload: [UInt8(step % 256)]
                )
                let hasRoom = buffer.append(message)
                #expect(hasRoom)
                if let index = model.firstIndex(where: { $0.topic == message.topic }) {
                    model[index] = message
                } else {
                    model.append(message)
                }
            } else {
                let expected = model.isEmpty ? nil : model.removeFirst()
                #expect(buffer.popFirst() == expected)
            }
        }
    }
}
