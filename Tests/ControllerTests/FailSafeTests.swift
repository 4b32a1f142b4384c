import Allocation
import AllocationContract
import Controller
import Testing
import Units

@Suite("The controller's fail-safe")
struct FailSafeTests {
    /// A machine as it starts: everybody's band is reserved.
    private func started() throws -> ControllerMachine {
        var state = try makeResponse(["b01", "b02"])
        for index in state.allocations.indices {
            state.allocations[index].isStale = true
            state.allocations[index].split = Split(gridContract: .watts(500))
        }
        return ControllerMachine(
            terms: try makeTerms(),
            schedule: .following(.hours(6)),
            state: state,
            transaction: TransactionReference(id: "fa", height: 2, index: 0),
            limits: ControllerLimits(),
            startedAt: start
        )
    }

    private func hear(
        _ building: String,
        _ machine: inout ControllerMachine,
        at now: Instant = start
    ) throws
        -> [ControllerMachine.Action]
    {
        var demand = try makeDemand(building, sequence: 2)
        demand.sentAt = now
        guard case .submit(let ticket, _, _, _)? = machine.demanded(demand, now: now).first else { throw NoCall() }
        var commit = try makeCommit([building], height: 3)
        commit.response.notices = [.returned(building: building == "b01" ? 0 : 1, at: now)]
        return machine.committed(ticket, commit)
    }

    private func policies(_ actions: [ControllerMachine.Action]) -> [PolicyAnnouncement] {
        actions.compactMap { if case .announce(.policy(let policy)) = $0 { policy } else { nil } }
    }

    @Test("It starts in it, says so, and a refusal names the transaction that reserved the band")
    func starts() throws {
        var machine = try started()
        let actions = machine.start()
        #expect(policies(actions).map(\.isFailSafe) == [true] && policies(actions)[0].reason == .failSafe)
        #expect(actions.events.map(\.kind) == [.failSafeEntered])
        var late = try makeDemand("b01", sequence: 2)
        late.sentAt = start + .seconds(-60)
        guard case .recall(let ticket, _)? = machine.demanded(late, now: start).first else { throw NoCall() }
        let refused = machine.failed(ticket, .unknown, now: start)
        #expect(refused.replies.map(\.status) == [.expired])
        #expect(refused.replies[0].allocation?.transaction?.id == "fa")
        #expect(refused.replies[0].allocation?.allocation.isStale == true)
    }

    @Test("Each building leaves it by its own recorded demand, the site when all have")
    func all() throws {
        var machine = try started()
        let first = try hear("b01", &machine)
        #expect(first.events.map(\.kind) == [.failSafeLeft] && first.events[0].building?.text == "b01")
        #expect(policies(first).allSatisfy { $0.isFailSafe })
        let second = try hear("b02", &machine)
        #expect(second.events.map { $0.building?.text } == ["b02", nil])
        #expect(second.events.map(\.kind) == [.failSafeLeft, .failSafeLeft])
        #expect(policies(second).last?.isFailSafe == false)
    }

    @Test("After two minutes one member's input is enough, and none is not")
    func patience() throws {
        var machine = try started()
        #expect(machine.timePassed(now: start + .seconds(600)).events.isEmpty, "silence does not release")
        _ = try hear("b01", &machine, at: start + .seconds(1))
        #expect(machine.timePassed(now: start + .seconds(119)).events.isEmpty)
        let released = machine.timePassed(now: start + .seconds(120))
        #expect(released.events.map(\.kind) == [.failSafeLeft] && released.events[0].building == nil)
        #expect(policies(released).map(\.isFailSafe) == [false])
    }

    @Test("A status, a meter or a last will does not release")
    func noInput() throws {
        var machine = try started()
        let building = try #require(BuildingID("b01"))
        let report = MeterReport(building: building, register: .wattHours(1), power: .zero, message: [])
        let metered = machine.metered(MeterMessage(report: report, sequence: 1, readAt: start), now: start)
        guard case .submit(let ticket, _, _, _)? = metered.first else { throw NoCall() }
        #expect(machine.committed(ticket, try makeCommit([], height: 3)).events.isEmpty)
        #expect(machine.wentOffline(building, epoch: 9, now: start).isEmpty, "it is silent already")
        #expect(machine.timePassed(now: start + .seconds(121)).events.isEmpty)
    }

    @Test("It is entered again when the last member falls silent")
    func again() throws {
        var machine = try started()
        _ = try hear("b01", &machine)
        _ = try hear("b02", &machine)
        for (index, name) in ["b01", "b02"].enumerated() {
            let actions = machine.wentOffline(try #require(BuildingID(name)), epoch: 1, now: start)
            guard case .submit(let ticket, _, _, _)? = actions.first else { throw NoCall() }
            var commit = try makeCommit([name], height: 4 + index)
            commit.response.allocations[0].isStale = true
            let told = machine.committed(ticket, commit)
            #expect(told.events.contains { $0.kind == .failSafeEntered && $0.building == nil } == (index == 1))
            #expect(policies(told).last?.isFailSafe ?? false == (index == 1))
        }
    }

    @Test("Messages that were not read are answered once and counted")
    func shed() throws {
        var machine = try started()
        let actions = machine.shed(try #require(BuildingID("b01")), count: 1_234, now: start)
        #expect(actions.replies.map(\.status) == [.rateLimited] && actions.replies[0].allocation != nil)
        #expect(actions.events.map(\.kind) == [.inputShed])
        #expect(actions.events[0].values.map(\.number) == [1_234] && actions.replies[0].unanswered == 1_234)
    }
}
