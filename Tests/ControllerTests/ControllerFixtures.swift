import Allocation
import AllocationContract
import Controller
import Testing
import Units

/// The start of every test, in milliseconds since the Unix epoch.
let start = Instant.milliseconds(1_780_000_000_000)

func makeTerms() throws -> PeriodTerms {
    let policy = try AllocationPolicy(kind: .noBounds, discipline: .redispatch)
    return PeriodTerms(cluster: try makeClusterTerms(), policy: policy, currency: "EUR")
}

func makeClusterTerms() throws -> ClusterTerms {
    try ClusterTerms(
        contractCap: .watts(1_000),
        battery: BatteryTerms(power: .watts(500), capacity: .wattHours(1_500), roundTripEfficiency: .whole),
        prices: prices,
        buildings: try ["b01", "b02"].map { name in
            BuildingTerms(
                id: try #require(BuildingID(name)),
                allocationFactor: Share(partsPerBillion: 500_000_000)
            )
        }
    )
}

let prices = ServerPrices(
    gridContract: Price(micros: 200_000),
    battery: Price(micros: 300_000),
    gridPremium: Price(micros: 1_400_000)
)

func makeResponse(_ names: [String], due: DueEvent? = nil) throws -> AllocationResponse {
    AllocationResponse(
        allocations: try names.map { name in
            BuildingAllocation(
                building: try #require(BuildingID(name)),
                split: Split(gridContract: .watts(100)),
                limits: [],
                isStale: false,
                validUntil: start + .seconds(60),
                order: MessageOrder(epoch: 1, sequence: 1)
            )
        },
        cluster: ClusterSummary(
            openedAt: start,
            mode: .noBounds,
            split: Split(gridContract: .watts(200)),
            reserved: .zero,
            charge: .wattHours(1_500),
            isBatteryEmpty: false,
            nextDue: due
        ),
        tariff: Tariff(policy: .noBounds, prices: prices, currency: "EUR"),
        notices: []
    )
}

func makeMachine(due: DueEvent? = nil) throws -> ControllerMachine {
    ControllerMachine(
        terms: try makeTerms(),
        schedule: .following(.hours(6)),
        state: try makeResponse(["b01", "b02"], due: due),
        limits: ControllerLimits(callsPerBuilding: 1_000),
        startedAt: start
    )
}

func makeDemand(_ building: String, sequence: Int64) throws -> Demand {
    let digits = String(sequence + 100_000_000_000)
    return Demand(
        building: try #require(BuildingID(building)),
        requestID: try #require(RequestID("00000000-0000-4000-8000-\(digits)")),
        order: MessageOrder(epoch: 1, sequence: sequence),
        sentAt: start,
        load: try #require(LoadID("total")),
        power: .watts(100),
        lease: .seconds(60),
        message: []
    )
}

func submit(_ demand: Demand, to machine: inout ControllerMachine) throws -> ControllerMachine.Ticket {
    guard case .submit(let ticket, _, _, _)? = machine.demanded(demand, now: start).first else {
        throw NoCall()
    }
    return ticket
}

struct NoCall: Error {}

func makeCommit(_ names: [String], height: Int, isReplay: Bool = false) throws -> CommittedCall {
    CommittedCall(
        response: try makeResponse(names),
        transaction: TransactionReference(id: "00", height: height, index: 0),
        isReplay: isReplay
    )
}

extension [ControllerMachine.Action] {
    /// The replies among the actions.
    var replies: [AllocationReply] {
        compactMap { if case .announce(.reply(let reply)) = $0 { reply } else { nil } }
    }

    /// The retained allocations among the actions.
    var currents: [AllocationReply] {
        compactMap { if case .announce(.current(let reply)) = $0 { reply } else { nil } }
    }
}
