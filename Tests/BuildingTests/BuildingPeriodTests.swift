import Allocation
import Building
import Gateway
import Testing
import Units

@Suite("A building while no period is open")
struct BuildingPeriodTests {
    private let start = Instant.milliseconds(1_780_000_000_000)

    /// A building whose one demand was refused for want of a period.
    private func makeRefused(opensAt: Instant?) throws -> BuildingMachine {
        var machine = BuildingMachine(epoch: 7, lease: .seconds(60))
        _ = machine.changed(to: .watts(100), requestID: "first", now: start)
        machine.received(try refusal(of: "first", opensAt: opensAt), now: start)
        return machine
    }

    private func refusal(of id: String, opensAt: Instant?) throws -> AllocationPayload {
        AllocationPayload(
            requestID: id,
            building: try #require(BuildingID("b01")),
            epoch: 7,
            sequence: 1,
            status: .temporaryError,
            allocation: nil,
            transaction: nil,
            period: PeriodState(isOpen: false, opensAt: opensAt, isByHand: opensAt == nil)
        )
    }

    private func sent(_ actions: [BuildingMachine.Action]) -> [DemandPayload] {
        actions.compactMap { if case .send(let demand) = $0 { demand } else { nil } }
    }

    @Test("It asks nothing, not for a renewal either, until the reply's period begins, and then the same request")
    func window() throws {
        let opening = start + .hours(2)
        var machine = try makeRefused(opensAt: opening)
        for minute in 1..<120 as Range<Int64> {
            let actions = machine.timePassed(requestID: "renewal", now: start + .seconds(60 * minute))
            #expect(sent(actions).isEmpty)
        }
        let before = machine.timePassed(requestID: "x", now: opening + .milliseconds(-1))
        #expect(before == [.wake(at: opening)])
        let again = sent(machine.timePassed(requestID: "x", now: opening))
        #expect(again.map(\.requestID) == ["first"] && again.map(\.sentAt) == [opening])
        #expect(machine.counts.requested == 1 && machine.counts.resent == 1)

        // From then on its lease is renewed as ever.
        var granted = try refusal(of: "first", opensAt: nil)
        (granted.status, granted.period) = (.ok, nil)
        machine.received(granted, now: opening)
        let renewed = sent(machine.timePassed(requestID: "renewal", now: opening + .seconds(30)))
        #expect(machine.isAnswered == false && renewed.map(\.requestID) == ["renewal"])
    }

    @Test("Where somebody opens the period it asks when the controller says that it is open")
    func byHand() throws {
        var machine = try makeRefused(opensAt: nil)
        let early = sent(machine.timePassed(requestID: "x", now: start + .seconds(59)))
        let actions = machine.periodIsOpen(now: start + .seconds(59))
        #expect(early.isEmpty && sent(actions).map(\.requestID) == ["first"])
        let nothing = machine.periodIsOpen(now: start + .seconds(59))
        #expect(nothing.isEmpty)
    }

    @Test("It asks after a minute where it has missed that the period was opened")
    func missed() throws {
        var machine = try makeRefused(opensAt: nil)
        let again = sent(machine.timePassed(requestID: "x", now: start + .seconds(60)))
        #expect(again.map(\.requestID) == ["first"])
    }

    @Test("Of the demands that waited only the newest is sent")
    func newest() throws {
        let opening = start + .hours(2)
        var machine = try makeRefused(opensAt: opening)
        _ = machine.changed(to: .watts(200), requestID: "second", now: start + .seconds(10))
        machine.received(try refusal(of: "second", opensAt: opening), now: start + .seconds(10))
        let again = sent(machine.timePassed(requestID: "x", now: opening))
        #expect(again.map(\.power) == [.watts(200)])
        #expect(machine.counts.superseded == 1)
    }

    @Test("A demand that waited is not sent any more when a later one has been granted")
    func overtaken() throws {
        var machine = try makeRefused(opensAt: nil)
        _ = machine.changed(to: .watts(200), requestID: "second", now: start + .seconds(10))
        var granted = try refusal(of: "second", opensAt: nil)
        (granted.status, granted.period) = (.ok, nil)
        machine.received(granted, now: start + .seconds(10))
        let opened = machine.periodIsOpen(now: start + .seconds(20))
        let later = machine.timePassed(requestID: "x", now: start + .seconds(39))
        #expect(sent(opened).isEmpty && sent(later).isEmpty)
        #expect(machine.isAnswered && machine.counts.superseded == 1)
        let renewed = sent(machine.timePassed(requestID: "renewal", now: start + .seconds(40)))
        #expect(renewed.map(\.power) == [.watts(200)])
    }

    @Test("A clock that is ahead of the controller's does not make it ask without end")
    func early() throws {
        let opening = start + .seconds(-5)
        var machine = try makeRefused(opensAt: opening)
        let early = sent(machine.timePassed(requestID: "x", now: start + .seconds(2)))
        let later = sent(machine.timePassed(requestID: "x", now: start + .seconds(3)))
        #expect(early.isEmpty && later.count == 1)
    }
}
