import Allocation
import Building
import Gateway
import Testing
import Units

@Suite("A building's side of the conversation")
struct BuildingMachineTests {
    private let start = Instant.milliseconds(1_780_000_000_000)

    private func makeMachine() -> BuildingMachine { BuildingMachine(epoch: 7, lease: .seconds(60)) }

    private func reply(
        to id: String,
        _ status: ReplyCode,
        building: String = "b01"
    ) throws -> AllocationPayload {
        AllocationPayload(
            requestID: id,
            building: try #require(BuildingID(building)),
            epoch: 7,
            sequence: 1,
            status: status,
            allocation: nil,
            transaction: nil
        )
    }

    @Test("A change of the load is asked for at once, with the next number")
    func change() {
        var machine = makeMachine()
        _ = machine.changed(to: .watts(100), requestID: "first", now: start)
        let actions = machine.changed(to: .watts(250), requestID: "second", now: start + .seconds(1))
        guard case .send(let demand)? = actions.first else {
            Issue.record("nothing is sent: \(actions)")
            return
        }
        #expect(demand.power == .watts(250))
        #expect(demand.sequence == 2)
        #expect(demand.epoch == 7)
    }

    @Test("A request without an answer is sent again with the same id and number")
    func again() {
        var machine = makeMachine()
        _ = machine.changed(to: .watts(100), requestID: "first", now: start)
        #expect(machine.timePassed(requestID: "other", now: start + .seconds(2)) == [.wake(at: start + .seconds(3))])
        let actions = machine.timePassed(requestID: "other", now: start + .seconds(3))
        guard case .send(let demand)? = actions.first else {
            Issue.record("nothing is sent: \(actions)")
            return
        }
        #expect(demand.requestID == "first")
        #expect(demand.sequence == 1)
        #expect(machine.counts.resent == 1)
    }

    @Test("A clock that is set back by an hour delays neither a repetition nor a renewal")
    func clockSetBack() {
        var machine = makeMachine()
        _ = machine.changed(to: .watts(100), requestID: "first", now: start)
        let earlier = start + .hours(-1)
        #expect(machine.isSetBack(at: earlier))
        #expect(machine.timePassed(requestID: "other", now: earlier) == [.wake(at: earlier + .seconds(3))])
        _ = machine.timePassed(requestID: "other", now: earlier + .seconds(3))
        #expect(machine.counts.resent == 1)
        _ = machine.timePassed(requestID: "renewal", now: earlier + .seconds(30))
        #expect(machine.counts.requested == 2)
    }

    @Test("However long nobody answers, only the newest request is sent again")
    func superseded() {
        var machine = makeMachine()
        for second in 0..<600 {
            let now = start + .seconds(Int64(second))
            if second.isMultiple(of: 10) {
                _ = machine.changed(to: .watts(Int64(second)), requestID: "\(second)", now: now)
            }
            let sent = machine.timePassed(requestID: "renewal", now: now).filter { action in
                if case .send = action { true } else { false }
            }
            #expect(sent.count <= 1)
        }
        #expect(machine.counts.superseded == 59)
        #expect(!machine.isAnswered)
    }

    @Test("The stored answer to an earlier request does not replace what has been told since")
    func olderAnswer() throws {
        var machine = makeMachine()
        for (height, watts) in [(Int64(12), Int64(300)), (10, 500), (12, 300)] {
            var told = try reply(to: "first", .ok)
            told.allocation = AllocationInForce(
                bands: [Band(server: .gridContract, power: .watts(watts), price: Price(micros: 1))],
                currency: "EUR",
                policy: .strict,
                mode: .strict,
                limitedBy: [],
                inputs: .fresh,
                validUntil: nil
            )
            told.transaction = TransactionPlace(id: "", height: height, index: 0)
            machine.received(told)
            #expect(machine.allocation?.allocated == .watts(300))
        }
    }

    @Test("A lease that is half over is renewed with the same level")
    func renewal() throws {
        var machine = makeMachine()
        _ = machine.changed(to: .watts(100), requestID: "first", now: start)
        machine.received(try reply(to: "first", .ok))
        let actions = machine.timePassed(requestID: "renewal", now: start + .seconds(30))
        guard case .send(let demand)? = actions.first else {
            Issue.record("nothing is sent: \(actions)")
            return
        }
        #expect(demand.requestID == "renewal")
        #expect(demand.power == .watts(100))
    }

    @Test("A load that was released is not renewed")
    func released() throws {
        var machine = makeMachine()
        _ = machine.changed(to: .zero, requestID: "first", now: start)
        machine.received(try reply(to: "first", .ok))
        #expect(machine.timePassed(requestID: "x", now: start + .seconds(30)).count == 1)
    }

    @Test("A release that came with a wrong clock's time goes out again with the right one")
    func releasedByAWrongClock() throws {
        var machine = makeMachine()
        _ = machine.changed(to: .zero, requestID: "first", now: start + .hours(-1))
        machine.received(try reply(to: "first", .expired))
        guard case .send(let again)? = machine.timePassed(requestID: "x", now: start).first else {
            Issue.record("the release is given up")
            return
        }
        #expect(again.requestID == "first" && again.power == .zero && again.sentAt == start)
    }

    static let outcomes: [(ReplyCode, isAnswered: Bool, allocated: Int, refused: Int)] = [
        (.ok, true, 1, 0), (.staleSequence, true, 0, 1), (.invalidContent, true, 0, 1),
        (.rateLimited, false, 0, 0), (.temporaryError, false, 0, 0), (.expired, false, 0, 0),
    ]

    @Test("An answer settles a request, unless it says to ask again later", arguments: outcomes)
    func outcome(status: ReplyCode, isAnswered: Bool, allocated: Int, refused: Int) throws {
        var machine = makeMachine()
        _ = machine.changed(to: .watts(100), requestID: "first", now: start)
        machine.received(try reply(to: "first", status))
        #expect(machine.isAnswered == isAnswered)
        #expect(machine.counts.allocated == allocated)
        #expect(machine.counts.refused == refused)
    }
}
