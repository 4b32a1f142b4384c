import Allocation
import AllocationContract
import Testing
import Units

@testable import Controller

/// How a cluster stands whose period was opened at an instant.
private func state(openedAt: Instant) throws -> AllocationResponse {
    var response = try makeResponse(["b01"])
    response.cluster.openedAt = openedAt
    return response
}

private func demand(at instant: Instant) throws -> Demand {
    var demand = try makeDemand("b01", sequence: 1)
    demand.sentAt = instant
    return demand
}

/// A machine under a schedule, over a ledger that takes everything.
private struct Bench {
    var machine: ControllerMachine
    var height = 10
    /// The calls that were handed in, with the times at which they were.
    var calls: [(AllocationCall, Instant)] = []
    var events: [ControllerEvent.Kind] = []
    var outlooks: [PeriodOutlook] = []
    var wake: Instant?

    init(_ schedule: PeriodSchedule, isOpen: Bool, at now: Instant) throws {
        machine = ControllerMachine(
            terms: try makeTerms(),
            schedule: schedule,
            state: isOpen ? try state(openedAt: now) : nil,
            limits: ControllerLimits(),
            startedAt: now
        )
        try perform(machine.start(), openedAt: now)
    }

    /// Does what the machine wants; every call is recorded at once.
    mutating func perform(_ actions: [ControllerMachine.Action], openedAt: Instant) throws {
        for action in actions {
            switch action {
            case .submit(let ticket, let call, _, let at):
                calls.append((call, at))
                height += 1
                let opened = if case .openPeriod = call { at } else { openedAt }
                let committed = CommittedCall(
                    response: try state(openedAt: opened),
                    transaction: TransactionReference(id: "00", height: height, index: 0),
                    isReplay: false
                )
                try perform(machine.committed(ticket, committed), openedAt: opened)
            case .wake(let instant): wake = instant
            case .announce(.event(let event)): events.append(event.kind)
            case .announce(.period(let outlook)): outlooks.append(outlook)
            case .announce, .recall: break
            }
        }
    }

    /// Lets time pass until nothing is due before an instant.
    mutating func pass(until end: Instant, openedAt: Instant) throws {
        var rounds = 0
        while let next = wake, next < end, rounds < 100 {
            wake = nil
            rounds += 1
            let opening = calls.last { $0.0.function == "openPeriod" }
            try perform(machine.timePassed(now: next), openedAt: opening?.1 ?? openedAt)
        }
    }
}

@Suite("Periods by a schedule")
struct PeriodMachineTests {
    private let windows = PeriodSchedule.daily(
        DailyWindows(starts: [.hours(6), .hours(18)], length: .hours(4), clocks: LocalClocks(offset: .zero))
    )
    /// 1 January 2026, midnight.
    private let day = Instant.milliseconds(1_767_225_600_000)

    @Test("A start between two windows waits for the next, opens it, and records that nobody's draw is known")
    func startBetween() throws {
        var bench = try Bench(windows, isOpen: false, at: day + .hours(1))
        #expect(bench.calls.isEmpty && bench.wake == day + .hours(6))
        try bench.pass(until: day + .hours(7), openedAt: day)
        #expect(bench.calls.map(\.0.function) == ["openPeriod", "failSafe"])
        #expect(bench.calls.map(\.1) == [day + .hours(6), day + .hours(6)])
        #expect(bench.events == [.failSafeEntered, .periodOpened, .resyncRequested])
    }

    @Test("Windows are opened and closed day after day, and between them there is no rule in force")
    func days() throws {
        var bench = try Bench(windows, isOpen: true, at: day + .hours(7))
        try bench.pass(until: day + .hours(17), openedAt: day + .hours(7))
        #expect(bench.calls.map(\.0.function) == ["closePeriod"])
        #expect(bench.machine.policyAgain().isEmpty && bench.machine.everythingAgain().isEmpty)
        try bench.pass(until: day + .hours(24 + 17), openedAt: day + .hours(7))
        #expect(
            bench.calls.map(\.0.function) == ["closePeriod", "openPeriod", "closePeriod", "openPeriod", "closePeriod"]
        )
        #expect(bench.calls.map(\.1) == [10, 18, 22, 30, 34].map { day + .hours($0) })
        #expect(bench.events.filter { $0 == .resyncRequested }.count == 2)
    }

    @Test("A demand between two windows is told when the next opens")
    func demandBetween() throws {
        var machine = try Bench(windows, isOpen: false, at: day + .hours(5)).machine
        let demand = try demand(at: day + .hours(5))
        guard case .submit(let ticket, _, _, _)? = machine.demanded(demand, now: day + .hours(5)).first else {
            Issue.record("the ledger is not asked, though it may know the request")
            return
        }
        let actions = machine.failed(ticket, .refused(.noPeriod, reason: "no period is open"), now: day + .hours(5))
        guard case .announce(.reply(let reply))? = actions.first else {
            Issue.record("no reply")
            return
        }
        #expect(reply.status == .temporaryError)
        #expect(reply.detail == "no period is open, and the next one opens in 3600 s; keep to your own band")
        #expect(reply.period?.isOpen == false && reply.period?.opensAt == day + .hours(6))
        #expect(reply.period?.isByHand == false)
    }

    @Test("Whoever waits is told when a period is opened and when it is closed, and when the next one begins")
    func outlook() throws {
        let byHand = PeriodOutlook(isOpen: false, schedule: .byHand, now: day)
        #expect(byHand.opensAt == nil && byHand.isByHand)
        var bench = try Bench(windows, isOpen: false, at: day + .hours(5))
        try bench.perform(bench.machine.timePassed(now: day + .hours(6)), openedAt: day + .hours(6))
        try bench.perform(bench.machine.timePassed(now: day + .hours(14)), openedAt: day + .hours(6))
        #expect(bench.outlooks.map(\.isOpen) == [true, false])
        #expect(bench.outlooks.map(\.opensAt) == [nil, windows.opening(from: day + .hours(14))])
    }

    @Test("A process that slept over a window's end closes late and opens the next that has not ended")
    func slept() throws {
        var bench = try Bench(windows, isOpen: true, at: day + .hours(7))
        try bench.perform(bench.machine.timePassed(now: day + .hours(20)), openedAt: day + .hours(7))
        #expect(bench.calls.map(\.0.function) == ["closePeriod", "openPeriod"])
        #expect(bench.calls.map(\.1) == [day + .hours(20), day + .hours(20)])
        #expect(bench.wake == day + .hours(22))
    }

    @Test("By hand a period is opened and closed once each, and never by itself")
    func byHand() throws {
        var bench = try Bench(.byHand, isOpen: false, at: day)
        #expect(throws: PeriodRefusal.closedAlready) { try bench.machine.closeByHand(now: day) }
        try bench.perform(bench.machine.openByHand(now: day), openedAt: day)
        #expect(bench.calls.map(\.0.function) == ["openPeriod", "failSafe"])
        #expect(throws: PeriodRefusal.openAlready) { try bench.machine.openByHand(now: day) }
        try bench.perform(bench.machine.timePassed(now: day + .hours(1_000)), openedAt: day)
        #expect(bench.calls.count == 2)
        try bench.perform(bench.machine.closeByHand(now: day + .hours(1_000)), openedAt: day)
        #expect(bench.calls.last?.0 == .closePeriod)
        try bench.perform(bench.machine.timePassed(now: day + .hours(2_000)), openedAt: day)
        #expect(bench.calls.count == 3)
    }

    @Test("Where a schedule opens periods, nobody does by hand")
    func scheduled() throws {
        var bench = try Bench(windows, isOpen: false, at: day)
        #expect(throws: PeriodRefusal.scheduled) { try bench.machine.openByHand(now: day) }
        #expect(throws: PeriodRefusal.scheduled) { try bench.machine.closeByHand(now: day) }
    }

    @Test("Terms that were agreed on hold from the next period on, for its members too")
    func agreed() throws {
        var bench = try Bench(.following(.hours(4)), isOpen: true, at: day)
        var next = try makeTerms()
        next.cluster = try ClusterTerms(
            contractCap: .watts(2_000),
            battery: next.cluster.battery,
            prices: prices,
            buildings: [BuildingTerms(id: try #require(BuildingID("b02")), allocationFactor: .whole)]
        )
        bench.machine.agreed(on: next)
        #expect(bench.machine.terms != next)
        try bench.pass(until: day + .hours(5), openedAt: day)
        #expect(bench.calls.last?.0 == .openPeriod(next))
        #expect(bench.machine.terms == next)
        let stranger = bench.machine.demanded(try demand(at: day + .hours(5)), now: day + .hours(5))
        guard case .announce(.reply(let reply))? = stranger.first else {
            Issue.record("a building that left is heard")
            return
        }
        #expect(reply.status == .unauthorised)
    }
}
