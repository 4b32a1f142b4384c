/// What decides about demand and can be asked afterwards: the core, or the oracle.
protocol DecisionSystem {
    /// Lets something happen, or says why it is refused.
    mutating func perform(_ operation: Operation) throws

    /// Everything that can be asked about the present.
    func observe() -> Observation
}

/// Whether an operation was carried out.
enum Outcome: Hashable {
    case done
    case refused
}

extension DecisionSystem {
    mutating func apply(_ operation: Operation) -> Outcome {
        do {
            try perform(operation)
            return .done
        } catch {
            return .refused
        }
    }
}
