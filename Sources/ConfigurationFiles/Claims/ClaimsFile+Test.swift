import Allocation
import Yams

/// The names of predicates.
enum PredicateName: String, CaseIterable {
    case order
    case between
    case near
    case nearer
    case rises
    case falls
    case steady
    case factor
}

/// The places that have a name.
private enum PlaceName: String, CaseIterable {
    case every
    case first
    case last
    case total
}

extension YAMLMapping<ClaimTestKey> {
    func test() throws(ConfigurationError) -> ClaimsFile.Test {
        let name: PredicateName = try required(.kind).choice()
        try refuseForeignKeys(of: name)
        return ClaimsFile.Test(predicate: try predicate(name), place: try place(name), line: value.line)
    }

    private func predicate(_ name: PredicateName) throws(ConfigurationError) -> ClaimsFile.Predicate {
        let magnitude = try self[.magnitude]?.truth() ?? false
        switch name {
        case .order:
            let policies = try policies()
            guard policies.count >= 2 else { throw try required(.policies).error("an order needs two policies") }
            return .order(policies, magnitude: magnitude)
        case .between:
            let least = try self[.least]?.decimal()
            let most = try self[.most]?.decimal()
            guard least != nil || most != nil else { throw value.error("missing the key \"least\" or \"most\"") }
            return .between(try policies(), least: least, most: most, magnitude: magnitude)
        case .near:
            return .near(
                try policy(),
                value: try required(.value).decimal(),
                tolerance: try required(.within, because: "a fraction such as 0.05").decimal()
            )
        case .nearer:
            return .nearer(
                try policy(),
                toward: try required(.toward).choice(),
                from: try required(.from).choice(),
                share: try self[.share]?.decimal() ?? 0.5
            )
        case .rises: return .rises(try policy(), than: try self[.than]?.choice(), magnitude: magnitude)
        case .falls: return .falls(try policy(), than: try self[.than]?.choice(), magnitude: magnitude)
        case .steady: return .steady(try policy(), within: try required(.within).decimal())
        case .factor:
            return .factor(
                try policy(),
                over: try required(.than).choice(),
                least: try required(.least).decimal(),
                most: try required(.most).decimal()
            )
        }
    }

    /// Refuses a key that the predicate would not look at.
    private func refuseForeignKeys(of name: PredicateName) throws(ConfigurationError) {
        let own: [ClaimTestKey] =
            switch name {
            case .order: [.magnitude, .at]
            case .between: [.least, .most, .magnitude, .at]
            case .near: [.value, .within, .at]
            case .nearer: [.toward, .from, .share, .at]
            case .rises, .falls: [.than, .magnitude]
            case .steady: [.within]
            case .factor: [.than, .least, .most, .at]
            }
        for key in ClaimTestKey.allCases where key != .kind && key != .policies && !own.contains(key) {
            guard let value = self[key] else { continue }
            throw value.error("\"\(key.rawValue)\" does not belong to \"is: \(name.rawValue)\"; remove it")
        }
    }

    private func policies() throws(ConfigurationError) -> [PolicyKind] {
        var kinds: [PolicyKind] = []
        for item in try required(.policies).items(expected: "a list of policies") { kinds.append(try item.choice()) }
        guard !kinds.isEmpty else { throw try required(.policies).error("expected at least one policy") }
        return kinds
    }

    private func policy() throws(ConfigurationError) -> PolicyKind {
        let kinds = try policies()
        guard kinds.count == 1 else { throw try required(.policies).error("this predicate is of one policy") }
        return kinds[0]
    }

    /// Where the predicate is to be true; a change is always one along the whole sweep.
    private func place(_ name: PredicateName) throws(ConfigurationError) -> ClaimsFile.Place {
        guard let at = self[.at] else { return .every }
        guard at.node.sequence != nil else {
            switch try at.choice(PlaceName.self) {
            case .every: return .every
            case .first: return .first
            case .last: return .last
            case .total: return .total
            }
        }
        var values: [ExactDecimal] = []
        for item in try at.items(expected: "values of the sweep") { values.append(try item.sweepValue()) }
        guard !values.isEmpty else { throw at.error("expected at least one value") }
        return .values(values)
    }
}
