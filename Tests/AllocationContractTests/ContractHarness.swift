import Allocation
import AllocationContract
import Cryptography
import Ledger
import Testing
import Units

/// A contract over a state in memory: each call is executed, its writes applied, and its time one step on.
struct ContractHarness {
    var state = WorldState()
    var executor: any ChaincodeExecutor = AllocationContract().makeExecutor()
    var count: UInt64 = 0
    /// The terms in force; those that a period is opened with, if there are none.
    var terms: [UInt8]?
    let creator = Creator(
        fingerprint: Digest.sha256([1]),
        organisation: "Operator",
        commonName: "controller",
        organisationalUnits: ["client"]
    )

    /// Executes a call without applying its writes.
    func execute(
        _ call: AllocationCall,
        at milliseconds: Int64,
        with executor: inout any ChaincodeExecutor
    ) throws(ChaincodeError) -> TransactionResult {
        let stub = ChaincodeStub(chaincode: AllocationContract.name, state: state)
        let request = ChaincodeCall(
            function: call.function,
            arguments: call.arguments,
            timestamp: .milliseconds(milliseconds),
            txid: Digest.sha256([UInt8(truncatingIfNeeded: count), UInt8(truncatingIfNeeded: count >> 8)]),
            creator: creator,
            terms: terms ?? call.openingTerms
        )
        return stub.result(response: try executor.invoke(request, on: stub))
    }

    /// Executes a call and applies its writes.
    @discardableResult
    mutating func invoke(_ call: AllocationCall, at milliseconds: Int64) throws -> AllocationResponse {
        let result = try execute(call, at: milliseconds, with: &executor)
        apply(result)
        return try AllocationResponse(encoded: result.response)
    }

    mutating func apply(_ result: TransactionResult) {
        count += 1
        var updates = StateUpdates()
        updates.record(result.writes, of: AllocationContract.name, version: Version(block: Int(count), transaction: 0))
        state.apply(updates)
    }
}

extension AllocationCall {
    /// The terms that a period is opened with.
    fileprivate var openingTerms: [UInt8] {
        if case .openPeriod(let terms, _) = self { terms.encoded } else { [] }
    }
}

/// A thousand watts of cap, a battery of 500 W, and three buildings.
func exampleTerms(_ policy: AllocationPolicy, start: BatteryStart = .full) throws -> PeriodTerms {
    let factors: [(String, Int64)] = [("b01", 500_000_000), ("b02", 300_000_000), ("b03", 200_000_000)]
    let terms = try ClusterTerms(
        contractCap: .watts(1_000),
        battery: BatteryTerms(
            power: .watts(500),
            capacity: .wattHours(2),
            roundTripEfficiency: .whole,
            start: start
        ),
        prices: ServerPrices(
            gridContract: Price(micros: 200_000),
            battery: Price(micros: 300_000),
            gridPremium: Price(micros: 1_400_000)
        ),
        meterTolerance: MeterTolerance(share: Share(partsPerBillion: 50_000_000), energy: .millijoules(1_000)),
        buildings: try factors.map { name, factor in
            BuildingTerms(id: try #require(BuildingID(name)), allocationFactor: Share(partsPerBillion: factor))
        }
    )
    return PeriodTerms(cluster: terms, policy: policy, currency: "EUR")
}

func levelChange(
    _ building: String,
    _ watts: Int64,
    sequence: Int64,
    load: String = "total",
    epoch: Int64 = 1,
    leaseMilliseconds: Int64 = 60_000
) throws -> AllocationCall {
    let change = LevelChange(
        building: try #require(BuildingID(building)),
        load: try #require(LoadID(load)),
        power: .watts(watts),
        lease: .milliseconds(leaseMilliseconds),
        order: MessageOrder(epoch: epoch, sequence: sequence),
        message: Array("the message as it came".utf8)
    )
    return watts == 0 ? .release(change) : .request(change)
}

func meterReport(_ building: String, _ millijoules: Int64) throws -> AllocationCall {
    let report = MeterReport(
        building: try #require(BuildingID(building)),
        register: .millijoules(millijoules),
        power: .watts(1),
        message: Array("the meter's message as it came".utf8)
    )
    return .meter(report)
}

func batteryReport(_ millijoules: Int64) -> AllocationCall {
    .battery(BatteryReport(charge: .millijoules(millijoules), power: .zero, message: []))
}
