import Allocation
import AllocationContract
import Testing
import Units

@testable import Controller

@Suite("How often a state is said")
struct StatePaceTests {
    private func state(
        _ building: String,
        height: Int,
        mode: Mode = .noBounds,
        isStale: Bool = false
    ) throws -> Announcement {
        var recorded = RecordedAllocation(
            allocation: try #require(makeResponse([building]).allocations.first),
            mode: mode,
            tariff: Tariff(policy: .noBounds, prices: prices, currency: "EUR"),
            transaction: TransactionReference(id: "00", height: height, index: 0)
        )
        recorded.allocation.isStale = isStale
        let id = try #require(BuildingID(building))
        return .current(
            AllocationReply(building: id, requestID: nil, status: .ok, order: nil, allocation: recorded)
        )
    }

    @Test("The first is said at once, and of those within a second only the newest, when it is over")
    func newest() throws {
        var pace = StatePace<String>()
        var said: [Bool] = []
        for height in 1...4 {
            let now = start + .milliseconds(Int64(height - 1) * 200)
            said.append(pace.isToBeSaid(try state("b01", height: height), to: "b01", at: now))
        }
        said.append(pace.isToBeSaid(try state("b02", height: 5), to: "b02", at: start + .milliseconds(900)))
        #expect(said == [true, false, false, false, true])
        #expect(pace.next == start + .seconds(1))
        let early = pace.due(at: start + .milliseconds(999))
        let due = pace.due(at: start + .seconds(1))
        let newest = try state("b01", height: 4)
        #expect(early.isEmpty && due.map(\.announcement) == [newest])

        // The next second begins with what was said then.
        let isSaid = pace.isToBeSaid(try state("b01", height: 6), to: "b01", at: start + .milliseconds(1_500))
        #expect(!isSaid && pace.next == start + .milliseconds(1_900))
        let nothing = pace.due(at: start + .milliseconds(1_900))
        let last = pace.due(at: start + .seconds(2))
        #expect(nothing.isEmpty && last.map(\.receiver) == ["b01"])
    }

    @Test("Whoever has been told nothing for a second is forgotten")
    func forgotten() throws {
        var pace = StatePace<String>()
        let first = pace.isToBeSaid(try state("b01", height: 1), to: "b01", at: start)
        let due = pace.due(at: start + .seconds(1))
        #expect(first && due.isEmpty && pace.next == nil)
        let second = pace.isToBeSaid(try state("b01", height: 2), to: "b01", at: start + .seconds(1))
        #expect(second)
    }

    @Test("Another rule is said at once, and what waited is not said after it")
    func rule() throws {
        var pace = StatePace<String>()
        let states = [
            try state("b01", height: 1), try state("b01", height: 2), try state("b01", height: 3, mode: .strict),
            try state("b01", height: 4, mode: .strict, isStale: true),
        ]
        let said = states.map { pace.isToBeSaid($0, to: "b01", at: start) }
        let due = pace.due(at: start + .seconds(1))
        #expect(said == [true, false, true, true] && due.isEmpty)
    }

    @Test("Answers do not wait, and at the end nothing does")
    func end() throws {
        var pace = StatePace<String>()
        guard case .current(let reply) = try state("b01", height: 1) else { return }
        let answers = (1...3).map { _ in pace.isToBeSaid(.reply(reply), to: "b01", at: start) }
        #expect(answers == [true, true, true])
        for height in 1...2 { _ = pace.isToBeSaid(try state("b01", height: height), to: "b01", at: start) }
        let waiting = pace.all()
        let more = pace.all()
        let newest = try state("b01", height: 2)
        #expect(waiting.map(\.announcement) == [newest] && more.isEmpty)
    }
}
