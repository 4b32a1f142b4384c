import LedgerTestKit
import Testing
import Units

@testable import Ledger

@Suite("The solo ordering engine")
struct SoloOrderingTests {
    @Test("Cuts by count")
    func count() throws {
        var solo = SoloOrdering<Int>(limits: Self.limits, next: 7)
        var batches: [OrderedBatch<Int>] = []
        var places: [Version] = []
        for message in 0..<7 {
            let ordered = try solo.broadcast(message, bytes: 1, at: .zero)
            places.append(ordered.place)
            batches += ordered.batches
        }
        #expect(batches.map(\.number) == [7, 8])
        #expect(batches.map(\.messages) == [[0, 1, 2], [3, 4, 5]])
        #expect(places.last == Version(block: 9, transaction: 0))
    }

    @Test("What would overflow the block goes into the next")
    func overflow() throws {
        var solo = SoloOrdering<String>(limits: Self.limits, next: 1)
        #expect(try solo.broadcast("a", bytes: 60, at: .zero).batches.isEmpty)
        let second = try solo.broadcast("b", bytes: 60, at: .zero)
        #expect(second.batches.map(\.messages) == [["a"]])
        #expect(second.place == Version(block: 2, transaction: 0))
        #expect(solo.writerIsIdle()?.messages == ["b"])
    }

    @Test("An oversize message is alone in its block, and cuts what waited before it")
    func oversize() throws {
        var solo = SoloOrdering<String>(limits: Self.limits, next: 1)
        _ = try solo.broadcast("a", bytes: 1, at: .zero)
        let ordered = try solo.broadcast("large", bytes: 101, at: .zero)
        #expect(ordered.batches.map(\.messages) == [["a"], ["large"]])
        #expect(ordered.place == Version(block: 2, transaction: 0))
        #expect(solo.writerIsIdle() == nil)
        #expect(throws: OrderingError.tooLarge(bytes: 1_001, maximum: 1_000)) {
            try solo.broadcast("huge", bytes: 1_001, at: .zero)
        }
        #expect(try solo.broadcast("b", bytes: 1, at: .zero).place == Version(block: 3, transaction: 0))
    }

    @Test("Cuts when the first message has waited for the timeout, not before")
    func timeout() throws {
        var solo = SoloOrdering<String>(limits: Self.limits, next: 1)
        #expect(solo.deadline == nil)
        _ = try solo.broadcast("a", bytes: 1, at: .milliseconds(5))
        _ = try solo.broadcast("b", bytes: 1, at: .milliseconds(14))
        #expect(solo.deadline == .milliseconds(15))
        #expect(solo.advance(to: .milliseconds(14)) == nil)
        #expect(solo.advance(to: .milliseconds(15))?.messages == ["a", "b"])
        #expect(solo.deadline == nil)
        #expect(solo.advance(to: .milliseconds(99)) == nil)
    }

    @Test("A configuration is alone in its block, whatever its size, and what follows is cut by its limits")
    func configuration() throws {
        var solo = SoloOrdering<String>(limits: Self.limits, next: 1)
        _ = try solo.broadcast("a", bytes: 1, at: .zero)
        let ordered = solo.configure("configuration", at: .zero)
        #expect(ordered.batches.map(\.messages) == [["a"], ["configuration"]])
        #expect(ordered.batches.map(\.number) == [1, 2])
        #expect(ordered.place == Version(block: 2, transaction: 0))
        #expect(solo.deadline == nil && solo.writerIsIdle() == nil)
        let (bytes, timeout) = (Self.limits.preferredBytes, Self.limits.timeout)
        solo.use(CuttingLimits(maximumCount: 1, preferredBytes: bytes, absoluteBytes: bytes, timeout: timeout))
        let next = try solo.broadcast("b", bytes: 1, at: .zero)
        #expect(next.place == Version(block: 3, transaction: 0))
        #expect(next.batches.map(\.messages) == [["b"]])
        #expect(solo.configure("again", at: .zero).batches.map(\.number) == [4])
    }

    @Test("Cuts what waits at once when the writer is idle")
    func idle() throws {
        var solo = SoloOrdering<String>(limits: Self.limits, next: 1)
        #expect(solo.writerIsIdle() == nil)
        _ = try solo.broadcast("a", bytes: 1, at: .zero)
        #expect(solo.writerIsIdle()?.messages == ["a"])
        #expect(solo.writerIsIdle() == nil)
    }

    private static let limits = CuttingLimits(
        maximumCount: 3,
        preferredBytes: 100,
        absoluteBytes: 1_000,
        timeout: .milliseconds(10)
    )
}
