import Allocation
import Ledger
import Units

/// Runs the allocation contract's calls, with the state kept in memory from one call to the next.
struct AllocationExecutor: ChaincodeExecutor {
    private var projection: Projection?

    mutating func invoke(_ call: ChaincodeCall, on stub: ChaincodeStub) throws(ChaincodeError) -> [UInt8] {
        let request = try AllocationCall(function: call.function, arguments: call.arguments)
        let guardBytes = try stub.getState(ContractKeys.cluster)
        if projection?.guardBytes != guardBytes {
            projection = try guardBytes.map { bytes throws(ChaincodeError) in
                try Projection(guardBytes: bytes, reading: stub)
            }
        }
        if case .openPeriod(let terms, let charge) = request {
            return try openPeriod(terms, charge: charge, call, stub)
        }
        if case .current = request { return try current() }
        if case .overview = request { return try overview(at: call.timestamp) }
        if case .terms = request { return projection?.terms.encoded ?? [] }
        guard projection?.isOpen == true else { throw Refusal.noPeriod.because("no period is open") }
        return try perform(request, call, stub)
    }

    /// A building's are its own calls, its record, and its requests. The cluster's record, the terms, and the answers,
    /// which name all whom an event moved, are the operator's.
    func owner(of value: [UInt8], in slot: PrivateSlot, of call: ChaincodeCall) -> String? {
        switch slot {
        case .response: return nil
        case .argument:
            let request = try? AllocationCall(function: call.function, arguments: call.arguments)
            switch request {
            case .request(let change), .release(let change): return change.building.text
            case .meter(let report): return report.building.text
            case .expire(let building?): return building.text
            case .openPeriod, .expire(nil), .failSafe, .battery, .deplete, .switchMode, .closePeriod, .current,
                .overview, .terms, nil:
                return nil
            }
        case .write(let key):
            guard let buildings = projection?.terms.cluster.buildings else { return nil }
            let index: Int
            switch try? RecordedWrite(KeyWrite(key: key, value: value)) {
            case .building(let building, _): index = building
            case .request(_, let request?): index = request.building
            case .cluster, .terms, .request(_, nil), nil: return nil
            }
            return buildings.indices.contains(index) ? buildings[index].id.text : nil
        }
    }

    /// Performs an event on the projection in place. A refused event has changed nothing, so the projection stays.
    private mutating func perform(
        _ request: AllocationCall,
        _ call: ChaincodeCall,
        _ stub: ChaincodeStub
    ) throws(ChaincodeError) -> [UInt8] {
        let response: AllocationResponse?
        switch request {
        case .request(let change), .release(let change):
            response = try projection?.setLevel(change, at: call.timestamp)
        case .expire(let building?):
            response = try projection?.silence(building, at: call.timestamp)
        case .expire(nil):
            response = try projection?.advance(to: .leaseEnd, at: call.timestamp)
        case .failSafe:
            response = try projection?.silenceAll(at: call.timestamp)
        case .meter(let report):
            response = try projection?.meter(report, at: call.timestamp)
        case .battery(let report):
            response = try projection?.readBattery(report, at: call.timestamp)
        case .deplete:
            response = try projection?.advance(to: .depletion, at: call.timestamp)
        case .switchMode:
            response = try projection?.advance(to: .dwellEnd, at: call.timestamp)
        case .closePeriod:
            response = try projection?.close(at: call.timestamp)
        case .openPeriod, .current, .overview, .terms:
            response = nil
        }
        guard let response else { throw Refusal.noPeriod.because("no period is open") }
        if case .closePeriod = request {
            projection?.writeAll(to: stub, txid: call.txid)
        } else {
            projection?.writeChanges(to: stub, txid: call.txid)
        }
        return response.encoded
    }

    /// How things stood after the last transaction.
    private func current() throws(ChaincodeError) -> [UInt8] {
        guard let projection, projection.isOpen else { throw Refusal.noPeriod.because("no period is open") }
        return projection.response(listing: Array(projection.orders.indices)).encoded
    }

    /// How things stand at an instant, and what each member has drawn by then.
    ///
    /// What falls due of itself is left to its own transaction: energy is counted up to it and no further.
    private func overview(at instant: Instant) throws(ChaincodeError) -> [UInt8] {
        guard var projection, projection.isOpen else { throw Refusal.noPeriod.because("no period is open") }
        let due = projection.cluster.nextDueEvent?.instant ?? instant
        let end = max(min(instant, due), projection.cluster.now)
        do { try projection.cluster.advance(to: end) } catch { throw Refusal.of(error) }
        var response = projection.response(listing: Array(projection.orders.indices))
        response.statements = try projection.statements()
        return response.encoded
    }

    private mutating func openPeriod(
        _ terms: PeriodTerms,
        charge: Energy?,
        _ call: ChaincodeCall,
        _ stub: ChaincodeStub
    ) throws(ChaincodeError) -> [UInt8] {
        guard terms.encoded == call.terms else {
            throw Refusal.otherTerms.because("the terms are not those of the channel's configuration in force")
        }
        if let last = projection {
            guard !last.isOpen else { throw Refusal.periodOpen.because("a period is open already") }
            guard call.timestamp >= last.cluster.now else {
                throw Refusal.of(.timeReversed(from: last.cluster.now, to: call.timestamp))
            }
            last.remove(from: stub)
        }
        var next = Projection(terms: terms, charge: charge, openedAt: call.timestamp, following: projection)
        next.writeAll(to: stub, txid: call.txid)
        projection = next
        return next.response(listing: Array(next.orders.indices)).encoded
    }
}
