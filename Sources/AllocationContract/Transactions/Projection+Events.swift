import Allocation
import Ledger
import Units

extension Projection {
    /// `request` and `release`: a building sets the level of one of its loads.
    mutating func setLevel(_ change: LevelChange, at instant: Instant) throws(ChaincodeError) -> AllocationResponse {
        let building = try index(of: change.building)
        guard orders[building] < change.order else {
            let last = orders[building]
            throw Refusal.staleOrder.because(
                "message \(change.order.sequence) of epoch \(change.order.epoch) is not later than "
                    + "message \(last.sequence) of epoch \(last.epoch)"
            )
        }
        do {
            try cluster.setLevel(
                building: building,
                load: change.load,
                power: change.power,
                lease: change.lease,
                at: instant
            )
        } catch { throw Refusal.of(error) }
        orders[building] = change.order
        return takeResponse(concerning: building)
    }

    /// `expire` with a building: its last will says that it is gone.
    mutating func silence(_ building: BuildingID, at instant: Instant) throws(ChaincodeError) -> AllocationResponse {
        let index = try index(of: building)
        do { try cluster.silence(building: index, at: instant) } catch { throw Refusal.of(error) }
        return takeResponse(concerning: index)
    }

    /// `expire`, `deplete` and `switchMode`: lets happen what falls due.
    mutating func advance(
        to kind: DueEvent.Kind,
        at instant: Instant
    ) throws(ChaincodeError) -> AllocationResponse {
        guard let due = cluster.nextDueEvent, due.instant <= instant, due.kind == kind else {
            throw Refusal.nothingDue.because("nothing of that kind falls due by \(instant)")
        }
        do { try cluster.advance(to: instant) } catch { throw Refusal.of(error) }
        return takeResponse(concerning: nil)
    }

    /// `closePeriod`: settles what is open and states what each member has drawn.
    mutating func close(at instant: Instant) throws(ChaincodeError) -> AllocationResponse {
        do { try cluster.close(at: instant) } catch { throw Refusal.of(error) }
        isOpen = false
        var response = takeResponse(concerning: nil)
        response.statements = try statements()
        return response
    }

    /// What each member has drawn and what it costs, ascending by building.
    func statements() throws(ChaincodeError) -> [MemberStatement] {
        var statements: [MemberStatement] = []
        for (index, building) in terms.cluster.buildings.enumerated() {
            let account = cluster.account(of: index)
            guard let cost = Int64(exactly: account.cost(at: terms.cluster.prices).micros) else {
                throw Refusal.overflow.because("the cost of '\(building.id)' no longer fits")
            }
            statements.append(MemberStatement(building: building.id, account: account, costMicros: cost))
        }
        return statements
    }

    /// Lets time pass, whatever falls due.
    mutating func pass(to instant: Instant) throws(ChaincodeError) {
        do { try cluster.advance(to: instant) } catch { throw Refusal.of(error) }
        _ = takeResponse(concerning: nil)
    }
}
