import Allocation
import AllocationContract
import Controller
import Testing
import Units

@Suite("The controller's decisions")
struct ControllerMachineTests {
    @Test("A demand becomes a call; its answer goes to the building when the call is committed, never before")
    func demand() throws {
        var machine = try makeMachine()
        let demand = try makeDemand("b01", sequence: 1)
        let submitted = machine.demanded(demand, now: start)
        guard case .submit(let ticket, .request(let change), let key, let instant)? = submitted.first else {
            Issue.record("no call: \(submitted)")
            return
        }
        #expect(submitted.count == 1)
        #expect(change.power == demand.power)
        #expect(key == .request(building: "b01", id: demand.requestID))
        #expect(instant == start)
        let actions = machine.committed(ticket, try makeCommit(["b01"], height: 3))
        #expect(actions.replies.map(\.requestID) == [demand.requestID])
        #expect(actions.replies[0].status == .ok)
        #expect(actions.replies[0].allocation?.transaction?.height == 3)
    }

    @Test("Every building whose split changed is told, and only the one that asked sees its request's id")
    func pushes() throws {
        var machine = try makeMachine()
        let ticket = try submit(makeDemand("b01", sequence: 1), to: &machine)
        let actions = machine.committed(ticket, try makeCommit(["b01", "b02"], height: 3))
        #expect(actions.replies.map(\.building.text) == ["b01", "b02"])
        #expect(actions.replies.map { $0.requestID == nil } == [false, true])
        #expect(actions.currents.map(\.building.text) == ["b01", "b02"])
    }

    @Test("A known request gets its answer again, and nobody else is told")
    func replay() throws {
        var machine = try makeMachine()
        let ticket = try submit(makeDemand("b01", sequence: 1), to: &machine)
        let actions = machine.committed(ticket, try makeCommit(["b01", "b02"], height: 3, isReplay: true))
        #expect(actions.replies.count == 1)
        #expect(actions.replies[0].isReplay)
        #expect(actions.currents.isEmpty)
    }

    @Test("An outcome that comes late does not take the place of a later transaction's")
    func lateOutcome() throws {
        var machine = try makeMachine()
        let first = try submit(makeDemand("b01", sequence: 1), to: &machine)
        let second = try submit(makeDemand("b02", sequence: 1), to: &machine)
        _ = machine.committed(second, try makeCommit(["b01", "b02"], height: 4))
        let late = machine.committed(first, try makeCommit(["b01"], height: 3))
        #expect(late.replies.map(\.requestID) == [try makeDemand("b01", sequence: 1).requestID])
        #expect(late.currents.isEmpty)
    }

    static let failures: [(CallFailure, ReplyStatus)] = [
        (.refused(.staleOrder, reason: "stale"), .staleSequence),
        (.refused(.unknownBuilding, reason: "unknown"), .unauthorised),
        (.refused(.outOfRange, reason: "too much"), .invalidContent),
        (.refused(.noPeriod, reason: "no period"), .temporaryError),
        (.unavailable("disk full"), .temporaryError),
    ]

    @Test("A call that is not recorded is answered with why, and with the allocation in force", arguments: failures)
    func failure(failure: CallFailure, status: ReplyStatus) throws {
        var machine = try makeMachine()
        let ticket = try submit(makeDemand("b01", sequence: 1), to: &machine)
        let actions = machine.failed(ticket, failure, now: start)
        #expect(actions.replies.map(\.status) == [status])
        #expect(actions.replies[0].allocation != nil)
    }

    @Test("A building that talks too much is refused, and no other is")
    func rateLimit() throws {
        var machine = try makeMachine()
        for sequence in 0..<200 { _ = machine.demanded(try makeDemand("b01", sequence: Int64(sequence)), now: start) }
        let refused = machine.demanded(try makeDemand("b01", sequence: 201), now: start)
        #expect(refused.replies.map(\.status) == [.rateLimited])
        let other = machine.demanded(try makeDemand("b02", sequence: 1), now: start)
        #expect(other.replies.isEmpty)
    }

    @Test("A message from far away in time is refused", arguments: [-31, 31])
    func expired(seconds: Int64) throws {
        var machine = try makeMachine()
        let refused = machine.demanded(try makeDemand("b01", sequence: 1), now: start + .seconds(seconds))
        #expect(refused.replies.map(\.status) == [.expired])
    }

    @Test("What falls due is called for at its time, once")
    func due() throws {
        var machine = try makeMachine(due: DueEvent(instant: start + .seconds(5), kind: .leaseEnd))
        #expect(machine.start().contains(.wake(at: start + .seconds(5))))
        #expect(machine.timePassed(now: start) == [.wake(at: start + .seconds(5))])
        let actions = machine.timePassed(now: start + .seconds(5))
        guard case .submit(_, .expire(gone: nil), .own, at: start + .seconds(5))? = actions.first else {
            Issue.record("no call: \(actions)")
            return
        }
        #expect(machine.timePassed(now: start + .seconds(6)).isEmpty)
    }

    @Test("A period that ends is closed, and the next one opened when that is durable")
    func periodEnd() throws {
        var machine = try makeMachine()
        let end = start + .hours(6)
        #expect(machine.timePassed(now: start) == [.wake(at: end)])
        guard case .submit(let ticket, .closePeriod, .own, at: end)? = machine.timePassed(now: end).first else {
            Issue.record("the period was not closed")
            return
        }
        let actions = machine.committed(ticket, try makeCommit([], height: 3))
        let opens = actions.contains { if case .submit(_, .openPeriod, .own, at: end) = $0 { true } else { false } }
        #expect(opens)
    }

    @Test("A clock that is set back does not take the calls back with it")
    func clockSetBack() throws {
        var machine = try makeMachine()
        _ = machine.demanded(try makeDemand("b01", sequence: 1), now: start + .seconds(20))
        let actions = machine.demanded(try makeDemand("b02", sequence: 1), now: start)
        guard case .submit(_, _, _, at: start + .seconds(20))? = actions.first else {
            Issue.record("no call: \(actions)")
            return
        }
    }

    @Test("A last will of an earlier start is late, and makes nobody stale")
    func lateWill() throws {
        var machine = try makeMachine()
        let ticket = try submit(makeDemand("b01", sequence: 1), to: &machine)
        _ = machine.committed(ticket, try makeCommit(["b01"], height: 3))
        let building = try #require(BuildingID("b01"))
        #expect(machine.wentOffline(building, epoch: 0, now: start).isEmpty)
        #expect(machine.wentOffline(building, epoch: 1, now: start).count == 1)
    }
}
