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

    @Test("A message from far away in time is refused, unless it was carried out before", arguments: [-31, 31])
    func expired(seconds: Int64) throws {
        var machine = try makeMachine()
        let (demand, now) = (try makeDemand("b01", sequence: 1), start + .seconds(seconds))
        let key = CallKey.request(building: "b01", id: demand.requestID)
        let known = try recall(key, in: machine.demanded(demand, now: now))
        let replay = machine.committed(known, try makeCommit(["b01"], height: 3, isReplay: true))
        #expect(replay.replies.map(\.status) == [.ok] && replay.replies.map(\.isReplay) == [true])
        #expect(replay.currents.isEmpty)
        let unknown = try recall(key, in: machine.demanded(demand, now: now))
        #expect(machine.failed(unknown, .unknown, now: now).replies.map(\.status) == [.expired])
    }

    private func recall(
        _ key: CallKey,
        in actions: [ControllerMachine.Action]
    ) throws -> ControllerMachine.Ticket {
        guard case .recall(let ticket, key)? = actions.first, actions.count == 1 else { throw NoCall() }
        return ticket
    }

    @Test("A push to a building that has never spoken names no message of its")
    func silentFromTheStart() throws {
        var machine = try makeMachine()
        var response = try makeResponse(["b01"])
        response.allocations[0].order = .beforeAll
        let actions = machine.wentOffline(try #require(BuildingID("b01")), epoch: 7, now: start)
        guard case .submit(let ticket, _, _, _)? = actions.first else { throw NoCall() }
        let place = TransactionReference(id: "00", height: 2, index: 0)
        let told = machine.committed(
            ticket,
            CommittedCall(response: response, transaction: place, isReplay: false)
        )
        #expect(told.replies.count == 1 && told.replies[0].order == nil && told.replies[0].status == .ok)
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

    @Test("A period that cannot be opened is opened a second later, and not again and again at once")
    func openingFails() throws {
        var machine = try makeMachine()
        let end = start + .hours(6)
        guard case .submit(let close, _, _, _)? = machine.timePassed(now: end).first,
            case .submit(let open, .openPeriod, _, _)? = machine.committed(close, try makeCommit([], height: 3)).last(
                where: { if case .submit = $0 { true } else { false } }
            )
        else {
            Issue.record("no next period")
            return
        }
        let later = end + .seconds(1)
        #expect(machine.failed(open, .unavailable("no room is left on the device"), now: end) == [.wake(at: later)])
        guard case .submit(_, .openPeriod, .own, at: later)? = machine.timePassed(now: later).first else {
            Issue.record("the next period is not opened")
            return
        }
        #expect(machine.timePassed(now: later + .seconds(1)).isEmpty, "one opening is under way")
    }

    @Test("A period that turns out to be closed is followed by the next")
    func closedAlready() throws {
        var machine = try makeMachine()
        let end = start + .hours(6)
        guard case .submit(let close, .closePeriod, _, _)? = machine.timePassed(now: end).first else {
            Issue.record("the period was not closed")
            return
        }
        _ = machine.failed(close, .refused(.noPeriod, reason: "no period is open"), now: end)
        guard case .submit(_, .openPeriod, _, _)? = machine.timePassed(now: end + .seconds(1)).first else {
            Issue.record("the next period is not opened")
            return
        }
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
