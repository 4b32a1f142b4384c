import Allocation
import Units

/// The oracle, spoken to in operations.
struct OracleSystem: DecisionSystem {
    var oracle: Oracle
    private(set) var sequences: [Int: Int] = [:]

    init(_ scenario: Scenario) {
        oracle = Oracle(terms: scenario.terms, policy: scenario.policy)
    }

    mutating func perform(_ operation: Operation) throws {
        let instant = operation.instant
        switch operation.action {
        case .start(let request, let building, let power):
            sequences[request] = try oracle.start(building: building, power: power, at: instant)
        case .end(let request):
            guard let sequence = sequences[request] else { throw Oracle.Refusal.unknownRequest }
            try oracle.end(sequence, at: instant)
        case .level(let building, let load, let power, let lease):
            try oracle.setLevel(building: building, load: load, power: power, lease: lease, at: instant)
        case .silence(let building): try oracle.silence(building: building, at: instant)
        case .settle(let building, let energy): try oracle.settle(building: building, energy: energy, at: instant)
        case .meter(let building, let register):
            try oracle.meter(building: building, register: register, at: instant)
        case .battery(let charge): try oracle.readBattery(charge, at: instant)
        case .silenceAll: try oracle.silenceAll(at: instant)
        case .close: try oracle.close(at: instant)
        case .nextPeriod:
            try oracle.close(at: instant)
            oracle = oracle.followingPeriod()
            sequences = [:]
        case .advance: try oracle.advance(to: instant)
        }
    }

    func observe() -> Observation {
        Observation(
            instant: oracle.now,
            mode: oracle.mode,
            buildings: oracle.buildings.map { observe(building: $0) },
            requests: sequences.keys.sorted().compactMap { observe(request: $0) },
            slices: oracle.requests.map {
                Observation.Slice(sequence: Int64($0.sequence), building: $0.building, split: $0.split)
            },
            split: oracle.split,
            account: oracle.account,
            charge: oracle.charge,
            isBatteryEmpty: oracle.batteryIsExhausted,
            reserved: oracle.reserved,
            notices: oracle.notices
        )
    }

    private func observe(building: Int) -> Observation.Building {
        let own = oracle.requests.filter { $0.building == building }
        return Observation.Building(
            split: oracle.split(of: building),
            account: oracle.accounts[building],
            limits: own.reduce(into: []) { $0.formUnion(oracle.limits(of: $1)) },
            isStale: oracle.stale[building],
            isQuotaSpent: oracle.quotasAreInForce ? oracle.quotaIsExhausted[building] : nil,
            levels: (1...3).map { load in own.filter { $0.load == load }.reduce(0) { $0 + $1.power } },
            leaseEnd: oracle.loads.filter { $0.building == building }.compactMap(\.leaseEnd).min(),
            gaps: oracle.gaps.filter { $0.building == building }
                .map { gap in
                    Gap(
                        start: .milliseconds(gap.from),
                        end: gap.to.map(Instant.milliseconds),
                        level: .watts(gap.level)
                    )
                },
            meter: oracle.meters[building]
        )
    }

    private func observe(request: Int) -> Observation.Request? {
        oracle.requests.first { $0.sequence == sequences[request] }
            .map { Observation.Request(request: request, split: $0.split, limits: oracle.limits(of: $0)) }
    }
}
