import Allocation
import Testing
import Units

@Suite("The oracle keeps the rules that hold for every policy")
struct OracleInvariantTests {
    @Test("Caps, bands, battery and energy balance hold after every operation", arguments: Scenario.Profile.all)
    func rules(profile: Scenario.Profile) throws {
        for seed in UInt64(1)...40 {
            let scenario = try Scenario.random(profile, seed: seed, length: 150)
            guard let broken = Self.brokenRule(of: scenario) else { continue }
            let smallest = scenario.shrunk { Self.brokenRule(of: $0) != nil }
            Issue.record("\(broken)\n\(smallest)")
        }
    }

    private static func brokenRule(of scenario: Scenario) -> String? {
        var system = OracleSystem(scenario)
        var demand = DemandLedger(count: scenario.terms.buildingCount)
        for operation in scenario.operations {
            let outcome = system.apply(operation)
            demand.record(operation, outcome: outcome, notices: system.oracle.notices)
            let oracle = system.oracle
            if let rule = oracle.brokenRule() { return "\(operation): \(rule)" }
            if oracle.accounts.map(\.total) != demand.asked { return "\(operation): energy is not balanced" }
            if oracle.buildings.map({ oracle.load(of: $0) }) != demand.loads { return "\(operation): loads differ" }
            if oracle.stale != demand.stale { return "\(operation): stale buildings differ" }
        }
        return nil
    }
}
