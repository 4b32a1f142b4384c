import Allocation
import Units

/// The `buildings` section: every building by what it draws, or every building by its factor.
struct Members {
    /// The members' terms, ascending by identifier.
    let terms: [BuildingTerms]

    /// What the file says of them, in the same order.
    let settings: [BuildingSettings]

    init(_ value: YAMLValue) throws(ConfigurationError) {
        var members: [Member] = []
        for item in try value.items(expected: "a list of buildings") { members.append(try Member(item)) }
        guard let first = members.first else {
            throw value.error("expected at least one building, found an empty list")
        }
        if let other = members.first(where: { ($0.demand == nil) != (first.demand == nil) }) {
            throw other.value.error(
                "expected \(first.form) as for the first building, found \(other.form); the forms do not mix"
            )
        }
        try Self.refuseDuplicates(members)
        let factors = try Self.factors(of: members, value: value)
        let ordered = zip(members, factors).sorted { $0.0.id < $1.0.id }
        terms = ordered.map { BuildingTerms(id: $0.id, allocationFactor: $1) }
        settings = ordered.map { member, _ in
            BuildingSettings(id: member.id, name: member.name, demand: member.demand)
        }
    }

    private static func refuseDuplicates(_ members: [Member]) throws(ConfigurationError) {
        var lines: [BuildingID: Int] = [:]
        for member in members {
            if let line = lines[member.id] {
                throw member.value.error("the building \"\(member.id)\" is already on line \(line)")
            }
            lines[member.id] = member.value.line
        }
    }

    private static func factors(of members: [Member], value: YAMLValue) throws(ConfigurationError) -> [Share] {
        let models = members.compactMap(\.demand)
        if models.count == members.count {
            guard let factors = AllocationFactors.normalised(models) else {
                throw value.error("the demand figures have too many digits to divide exactly; round them")
            }
            return factors
        }
        let factors = members.compactMap(\.allocationFactor)
        // Each factor is at most 10⁹ and the file's size bounds their number, so that the sum cannot overflow.
        let sum = factors.reduce(0) { $0 + $1.partsPerBillion }
        guard sum <= Share.whole.partsPerBillion else {
            let text = ExactDecimal(units: sum, places: 9)
            throw value.error("expected factors (raf) that sum to at most 1, found a sum of \(text)")
        }
        return factors
    }
}

/// One entry of the `buildings` section.
private struct Member {
    let value: YAMLValue
    let id: BuildingID
    let name: String?
    let demand: DemandModel?
    let allocationFactor: Share?

    /// The form of the entry, in words.
    var form: String { demand == nil ? "a raf" : "arrivals_per_hour, mean_duration_s and mean_power_w" }

    init(_ value: YAMLValue) throws(ConfigurationError) {
        let keys = try YAMLMapping<BuildingKey>(value, expected: "a building")
        self.value = value
        id = try keys.required(.id).buildingID()
        name = try keys[.name]?.text(expected: "the building's name")
        let named = BuildingKey.demand.filter { keys[$0] != nil }
        let factor = keys[.allocationFactor]
        guard named.isEmpty != (factor == nil) else {
            throw value.error(
                "expected either raf or \(BuildingKey.demand.map(\.rawValue).joined(separator: ", ")), "
                    + "found \(factor == nil ? "neither" : "both")"
            )
        }
        allocationFactor = try factor?.factor()
        demand = named.isEmpty ? nil : try keys.demand()
    }
}

extension YAMLMapping<BuildingKey> {
    fileprivate func demand() throws(ConfigurationError) -> DemandModel {
        let reason = "a building's demand is given by all three figures"
        return DemandModel(
            arrivalsPerHour: try required(.arrivalsPerHour, because: reason).positiveNumber(unit: "arrivals per hour"),
            meanDurationSeconds: try required(.meanDuration, because: reason).positiveNumber(unit: "seconds"),
            meanPowerWatts: try required(.meanPower, because: reason).positiveNumber(unit: "watts")
        )
    }
}

extension YAMLValue {
    fileprivate func buildingID() throws(ConfigurationError) -> BuildingID {
        let expected = "an identifier of 1 to 32 characters a-z, 0-9 or -"
        guard let id = BuildingID(try text(expected: expected)) else { throw mismatch(expected: expected) }
        return id
    }

    fileprivate func factor() throws(ConfigurationError) -> Share {
        Share(
            partsPerBillion: try decimalString(
                places: 9,
                in: 0...Share.whole.partsPerBillion,
                expected: "a factor from 0 to 1 such as \"0.1\""
            )
        )
    }
}
