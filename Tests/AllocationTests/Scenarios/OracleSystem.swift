/// The oracle, spoken to in operations.
struct OracleSystem: DecisionSystem {
    var oracle: Oracle
    private var sequences: [Int: Int] = [:]

    init(_ scenario: Scenario) {
        oracle = Oracle(terms: scenario.terms, policy: scenario.policy)
    }

    mutating func apply(_ operation: Operation) -> Outcome {
        do {
            try perform(operation.action, at: operation.instant)
            return .done
        } catch {
            return .refused
        }
    }

    private mutating func perform(_ action: Operation.Action, at instant: Int64) throws {
        switch action {
        case .start(let request, let building, let power):
            sequences[request] = try oracle.start(building: building, power: power, at: instant)
        case .end(let request):
            guard let sequence = sequences.removeValue(forKey: request) else { throw Oracle.Refusal.unknownRequest }
            try oracle.end(sequence, at: instant)
        case .level(let building, let load, let power, let lease):
            try oracle.setLevel(building: building, load: load, power: power, lease: lease, at: instant)
        case .silence(let building): try oracle.silence(building: building, at: instant)
        case .settle(let building, let energy): try oracle.settle(building: building, energy: energy, at: instant)
        case .advance: try oracle.advance(to: instant)
        }
    }

    func observe() -> Observation {
        let requests = sequences.keys.sorted().compactMap { request in
            oracle.requests.first { $0.sequence == sequences[request] }
                .map { Observation.Request(request: request, split: $0.split) }
        }
        return Observation(
            instant: oracle.now,
            mode: oracle.mode,
            buildings: oracle.buildings.map { building in
                Observation.Building(
                    split: oracle.split(of: building),
                    account: oracle.accounts[building],
                    isStale: oracle.stale[building]
                )
            },
            requests: requests,
            charge: oracle.charge,
            account: oracle.account
        )
    }
}
