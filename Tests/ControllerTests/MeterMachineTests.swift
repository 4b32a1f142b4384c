import Allocation
import AllocationContract
import Controller
import Testing
import Units

@Suite("When a meter reading becomes a transaction")
struct MeterMachineTests {
    private func reading(
        _ wattHours: Int64,
        _ sequence: Int64,
        at now: Instant,
        power: Int64 = 100,
        building: String = "b01"
    ) throws -> MeterMessage {
        let report = MeterReport(
            building: try #require(BuildingID(building)),
            register: .wattHours(wattHours),
            power: .watts(power),
            message: []
        )
        return MeterMessage(report: report, sequence: sequence, readAt: now)
    }

    private func submitted(_ actions: [ControllerMachine.Action]) -> ControllerMachine.Ticket? {
        for case .submit(let ticket, .meter, .own, at: _) in actions { return ticket }
        return nil
    }

    /// A machine that has recorded the first reading, 1 kWh, of b01, which states 100 W.
    private func recorded() throws -> ControllerMachine {
        var machine = try makeMachine()
        let first = machine.metered(try reading(1_000, 1, at: start), now: start)
        let ticket = try #require(submitted(first), "the first reading is recorded")
        _ = machine.committed(ticket, try makeCommit([], height: 3))
        return machine
    }

    @Test("A reading that agrees with what was stated is not recorded before the interval is over")
    func agrees() throws {
        var machine = try recorded()
        for minute in 1...14 as ClosedRange<Int64> {
            let now = start + .seconds(60 * minute)
            #expect(submitted(machine.metered(try reading(1_000 + minute, 1 + minute, at: now), now: now)) == nil)
        }
        let now = start + .seconds(900)
        #expect(submitted(machine.metered(try reading(1_025, 20, at: now), now: now)) != nil)
    }

    @Test("A breach is recorded at once, but not more often than once a minute")
    func breach() throws {
        var machine = try recorded()
        let early = start + .seconds(30)
        #expect(submitted(machine.metered(try reading(1_500, 2, at: early), now: early)) == nil)
        let now = start + .seconds(60)
        let ticket = submitted(machine.metered(try reading(1_500, 3, at: now), now: now))
        var commit = try makeCommit([], height: 4)
        commit.response.notices = [.breach(building: 0, energy: .wattHours(498), at: now)]
        let events = machine.committed(try #require(ticket), commit).events
        #expect(events.map(\.kind) == [.breach] && events[0].building?.text == "b01")
        #expect(events[0].transaction?.height == 4)
        #expect(events[0].values.map(\.name) == ["energy_wh"] && events[0].values.map(\.number) == [498])
    }

    @Test("A register that goes backwards, and the first reading after a silence, are recorded")
    func special() throws {
        var machine = try recorded()
        let now = start + .seconds(5)
        #expect(submitted(machine.metered(try reading(3, 2, at: now), now: now)) != nil)
        machine = try recorded()
        let gone = machine.wentOffline(try #require(BuildingID("b01")), epoch: 1, now: now)
        guard case .submit(let ticket, _, _, _)? = gone.first else { throw NoCall() }
        var stale = try makeCommit(["b01"], height: 4)
        stale.response.allocations[0].isStale = true
        _ = machine.committed(ticket, stale)
        #expect(submitted(machine.metered(try reading(1_000, 3, at: now), now: now)) == nil, "the gap goes on")
        let back = try submit(makeDemand("b01", sequence: 2), to: &machine)
        _ = machine.committed(back, try makeCommit(["b01"], height: 5))
        #expect(submitted(machine.metered(try reading(1_001, 4, at: now), now: now)) != nil)
    }

    @Test("Before a period is closed the last readings are recorded, in the same step")
    func closing() throws {
        var machine = try recorded()
        let end = start + .hours(6)
        let last = end + .seconds(-5)
        _ = machine.metered(try reading(1_600, 2, at: last, building: "b02"), now: last)
        let stray = machine.metered(try reading(1_010, 2, at: last), now: last)
        if let ticket = submitted(stray) { _ = machine.committed(ticket, try makeCommit([], height: 9)) }
        _ = machine.metered(try reading(1_011, 3, at: last), now: last)
        let functions = machine.timePassed(now: end).compactMap { action -> String? in
            if case .submit(_, let call, _, _) = action { call.function } else { nil }
        }
        #expect(functions == ["meter", "closePeriod"], "b02's is under way already")
    }

    static let refused: [(name: String, sequence: Int64, seconds: Int64, status: String)] = [
        ("the same number", 1, 0, "STALE_SEQ"), ("a lower number", 0, 0, "STALE_SEQ"),
        ("read long ago", 2, -31, "EXPIRED"), ("read in the future", 2, 31, "EXPIRED"),
    ]

    @Test("A reading that is refused is counted, said with its status, and not used", arguments: refused)
    func refusals(name: String, sequence: Int64, seconds: Int64, status: String) throws {
        var machine = try recorded()
        var message = try reading(9_000, sequence, at: start)
        message.readAt = start + .seconds(seconds)
        let actions = machine.metered(message, now: start)
        #expect(submitted(actions) == nil)
        #expect(actions.events.map(\.kind) == [.inputRefused])
        #expect(actions.events[0].detail.hasPrefix(status), "\(name): \(actions.events[0].detail)")
        #expect(machine.metered(message, now: start).isEmpty, "it is said once a minute")
    }

    @Test("A meter that talks too fast is refused, and one of no member is not heard")
    func rate() throws {
        var machine = try recorded()
        var details: [String] = []
        for sequence in 2...40 as ClosedRange<Int64> {
            details += machine.metered(try reading(1_000, sequence, at: start), now: start).events.map(\.detail)
        }
        #expect(details.count == 1 && details[0].hasPrefix("RATE_LIMITED"))
        #expect(machine.metered(try reading(1, 1, at: start, building: "b77"), now: start).isEmpty)
    }

    @Test("A gateway that starts anew is heard again after a minute, whatever its numbers")
    func restart() throws {
        var machine = try recorded()
        let now = start + .seconds(61)
        #expect(submitted(machine.metered(try reading(1_900, 0, at: now), now: now)) != nil)
    }

    @Test("A register that stands still while power flows is said to be frozen, and is not recorded")
    func frozen() throws {
        var machine = try recorded()
        var kinds: [ControllerEvent.Kind] = []
        for minute in 1...30 as ClosedRange<Int64> {
            let now = start + .seconds(60 * minute)
            let actions = machine.metered(try reading(1_000, minute + 1, at: now, power: 6_000), now: now)
            kinds += actions.events.map(\.kind)
            #expect(submitted(actions) == nil)
        }
        #expect(kinds == [.meterFrozen])
        let now = start + .seconds(1_860)
        #expect(submitted(machine.metered(try reading(1_001, 40, at: now), now: now)) != nil, "it moves again")
    }

    @Test("A message on a meter's topic that is no reading is counted and said")
    func malformed() throws {
        var machine = try recorded()
        let building = try #require(BuildingID("b01"))
        let actions = machine.malformedReading(of: building, .invalidData, "no JSON", now: start)
        #expect(actions.events.map(\.kind) == [.inputRefused] && actions.events[0].detail == "INVALID_DATA: no JSON")
    }
}

@Suite("The battery's own readings")
struct BatteryMachineTests {
    private func machine() throws -> ControllerMachine {
        var limits = ControllerLimits()
        limits.batteryTolerance = .wattHours(15)
        return ControllerMachine(
            terms: try makeTerms(),
            schedule: .following(.hours(6)),
            state: try makeResponse(["b01", "b02"]),
            limits: limits,
            startedAt: start
        )
    }

    private func calls(_ actions: [ControllerMachine.Action]) -> Int {
        actions.count { if case .submit(_, .battery, .own, at: _) = $0 { true } else { false } }
    }

    @Test("One within the tolerance of what is reckoned is not recorded; one beyond it is, and not twice in a row")
    func tolerance() throws {
        var machine = try machine()
        func report(_ wattHours: Int64) -> BatteryReport {
            BatteryReport(charge: .wattHours(wattHours), power: .zero, message: [])
        }
        #expect(calls(machine.batteryRead(report(1_486), now: start)) == 0)
        #expect(calls(machine.batteryRead(report(1_700), now: start)) == 0, "more than the capacity is full")
        let actions = machine.batteryRead(report(1_000), now: start)
        #expect(calls(actions) == 1)
        #expect(calls(machine.batteryRead(report(900), now: start)) == 0)
        guard case .submit(let ticket, _, _, _)? = actions.first else { throw NoCall() }
        var commit = try makeCommit([], height: 3)
        commit.response.cluster.charge = .wattHours(1_000)
        commit.response.notices = [.batteryRead(from: .wattHours(1_500), to: .wattHours(1_000), at: start)]
        let events = machine.committed(ticket, commit).events
        #expect(events.map(\.kind) == [.batteryReconciled])
        #expect(events[0].values.map(\.number) == [1_500, 1_000])
        let later = start + .seconds(20)
        #expect(calls(machine.batteryRead(report(1_010), now: later)) == 0)
        #expect(calls(machine.batteryRead(report(900), now: later)) == 1)
    }
}

extension [ControllerMachine.Action] {
    /// The events among the actions.
    var events: [ControllerEvent] {
        compactMap { if case .announce(.event(let event)) = $0 { event } else { nil } }
    }
}
