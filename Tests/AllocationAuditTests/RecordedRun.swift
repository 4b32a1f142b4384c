import Allocation
import AllocationAudit
import AllocationContract
import Audit
import Cryptography
import Ledger
import Testing
import Units

/// A contract executed over a state in memory, its transactions kept as envelopes that nobody signed: level 5 looks at
/// what is recorded, not at who signed it.
struct RecordedRun {
    private(set) var state = WorldState()
    private(set) var envelopes: [Envelope] = []
    private var executor: any ChaincodeExecutor
    private var count: UInt64 = 0
    private let creator = Creator(
        fingerprint: Digest.sha256([1]),
        organisation: "Operator",
        commonName: "controller",
        organisationalUnits: ["client"]
    )

    init(_ contract: any Chaincode = AllocationContract()) {
        executor = contract.makeExecutor()
    }

    /// Executes a call, applies and keeps it; what the contract refuses leaves no transaction.
    @discardableResult
    mutating func invoke(_ call: AllocationCall, at milliseconds: Int64) throws -> AllocationResponse? {
        count += 1
        let proposal = Proposal(
            channel: "riverside",
            timestamp: .milliseconds(milliseconds),
            creator: creator.fingerprint,
            nonce: Digest.sha256(StateKey("nonce").appending(count).bytes).bytes,
            chaincode: AllocationContract.name,
            function: call.function,
            arguments: call.arguments
        )
        let stub = ChaincodeStub(chaincode: AllocationContract.name, state: state)
        var terms: [UInt8] = []
        if case .openPeriod(let opening, _) = call { terms = opening.encoded }
        let call = ChaincodeCall(proposal, creator: creator, terms: terms)
        let outcome = Result { () throws(ChaincodeError) in try executor.invoke(call, on: stub) }
        if case .failure(let error) = outcome, error.refusal != nil { return nil }
        let response = try outcome.get()
        let signed = try SignedProposal(bytes: proposal.encoded, signature: [])
        let envelope = Envelope(signed, result: stub.result(response: response), endorsements: [])
        var updates = StateUpdates()
        let version = Version(block: Int(count), transaction: 0)
        updates.record(envelope.result.writes, of: AllocationContract.name, version: version)
        state.apply(updates)
        envelopes.append(envelope)
        return try AllocationResponse(encoded: response)
    }

    /// The first finding of level 5 over the run, with the number of the transaction.
    func finding() -> (index: Int, finding: DomainFinding)? {
        var stage = AllocationRules().makeStage()
        for (index, envelope) in envelopes.enumerated() {
            do { try stage.follow(envelope) } catch { return (index, error) }
        }
        return nil
    }
}

/// A thousand watts of cap, a small battery, and buildings.
func terms(
    _ policy: AllocationPolicy,
    capacityWattHours: Int64 = 2,
    factors: [Int64] = [500_000_000, 300_000_000, 200_000_000],
    start: BatteryStart = .full
) throws -> PeriodTerms {
    let cluster = try ClusterTerms(
        contractCap: .watts(1_000),
        battery: BatteryTerms(
            power: .watts(500),
            capacity: .wattHours(capacityWattHours),
            roundTripEfficiency: .whole,
            start: start
        ),
        prices: ServerPrices(
            gridContract: Price(micros: 200_000),
            battery: Price(micros: 300_000),
            gridPremium: Price(micros: 1_400_000)
        ),
        meterTolerance: MeterTolerance(share: Share(partsPerBillion: 50_000_000), energy: .millijoules(100_000)),
        buildings: try factors.enumerated().map { index, factor in
            let id = try #require(BuildingID("b0\(index + 1)"))
            return BuildingTerms(id: id, allocationFactor: Share(partsPerBillion: factor))
        }
    )
    return PeriodTerms(cluster: cluster, policy: policy, currency: "EUR")
}

/// A building's demand.
func demand(
    _ building: String,
    _ watts: Int64,
    sequence: Int64,
    load: String = "total",
    lease: Int64 = 60_000
) throws -> AllocationCall {
    let change = LevelChange(
        building: try #require(BuildingID(building)),
        load: try #require(LoadID(load)),
        power: .watts(watts),
        lease: .milliseconds(lease),
        order: MessageOrder(epoch: 1, sequence: sequence),
        message: []
    )
    return watts == 0 ? .release(change) : .request(change)
}

/// A building's meter.
func meter(_ building: String, _ millijoules: Int64) throws -> AllocationCall {
    let id = try #require(BuildingID(building))
    return .meter(MeterReport(building: id, register: .millijoules(millijoules), power: .zero, message: []))
}

/// The battery's own reading.
func battery(_ millijoules: Int64) -> AllocationCall {
    .battery(BatteryReport(charge: .millijoules(millijoules), power: .zero, message: []))
}
