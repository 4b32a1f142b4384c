import Allocation
import Building
import Gateway
import Testing
import Units

@Suite("What a building falls back to")
struct FootingTests {
    private let start = Instant.milliseconds(1_780_000_000_000)
    private let band = Power.watts(500)

    /// A building that was allocated 900 W, of which grid-contract serves 700 W, and that hears the controller.
    private func allocated() throws -> BuildingMachine {
        var machine = BuildingMachine(epoch: 7, lease: .seconds(60), band: band)
        _ = machine.controllerStatus(isOnline: true, epoch: 3, requestID: "s", now: start)
        _ = machine.changed(to: .watts(900), requestID: "first", now: start)
        machine.received(try reply("first", .noBounds, gridContract: 700), now: start)
        return machine
    }

    private func reply(_ id: String?, _ mode: ModeName, gridContract: Int64) throws -> AllocationPayload {
        let bands = [
            Band(server: .gridContract, power: .watts(gridContract), price: Price(micros: 1)),
            Band(server: .gridPremium, power: .watts(200), price: Price(micros: 3)),
        ]
        return AllocationPayload(
            requestID: id,
            building: try #require(BuildingID("b01")),
            epoch: 7,
            sequence: 1,
            status: .ok,
            allocation: AllocationInForce(
                bands: bands,
                currency: "EUR",
                policy: .noBounds,
                mode: mode,
                limitedBy: [],
                inputs: mode == .failSafe ? .estimated : .fresh,
                validUntil: nil
            ),
            transaction: nil
        )
    }

    @Test("Before it was ever answered it keeps to its band")
    func first() {
        let machine = BuildingMachine(epoch: 7, lease: .seconds(60), band: band)
        #expect(machine.footing(now: start) == .fallback(band))
    }

    @Test("When no heartbeat comes for 15 s it falls back, at most to what grid-contract served, then to its band")
    func heartbeat() throws {
        var machine = try allocated()
        #expect(machine.footing(now: start + .milliseconds(14_999)) == .allocated)
        #expect(machine.footing(now: start + .seconds(15)) == .fallback(band))
        machine.received(try reply(nil, .noBounds, gridContract: 100), now: start)
        #expect(machine.footing(now: start + .seconds(15)) == .fallback(.watts(100)))
        #expect(machine.footing(now: start + .seconds(134)) == .fallback(.watts(100)))
        #expect(machine.footing(now: start + .seconds(135)) == .fallback(band))
    }

    @Test("When its lease ends it falls back, though the controller beats")
    func lease() throws {
        var machine = try allocated()
        for second in stride(from: 5, through: 70, by: 5) {
            _ = machine.heartbeat(epoch: 3, requestID: "h", now: start + .seconds(Int64(second)))
        }
        #expect(machine.footing(now: start + .seconds(59)) == .allocated)
        #expect(machine.footing(now: start + .seconds(60)) == .fallback(band))
    }

    @Test("When the controller's last will says that it is gone it falls back at once; a late will does nothing")
    func lastWill() throws {
        var machine = try allocated()
        let now = start + .seconds(1)
        _ = machine.controllerStatus(isOnline: false, epoch: 2, requestID: "w", now: now)
        #expect(machine.footing(now: now) == .allocated)
        _ = machine.controllerStatus(isOnline: false, epoch: 3, requestID: "w", now: now)
        #expect(machine.footing(now: now) == .fallback(band))
        // The controller is there again: it has started anew, and hears at once what the building wants.
        let actions = machine.controllerStatus(isOnline: true, epoch: 4, requestID: "again", now: now)
        guard case .send(let demand)? = actions.first else {
            Issue.record("nothing is asked: \(actions)")
            return
        }
        #expect(demand.requestID == "again" && demand.power == .watts(900))
    }

    @Test("When the controller says that the band is reserved it takes it, until it is answered again")
    func reserved() throws {
        var machine = try allocated()
        machine.received(try reply(nil, .failSafe, gridContract: 500), now: start)
        #expect(machine.footing(now: start) == .fallback(band))
        _ = machine.changed(to: .watts(900), requestID: "second", now: start)
        machine.received(try reply("second", .strict, gridContract: 500), now: start)
        #expect(machine.footing(now: start) == .allocated)
    }
}
