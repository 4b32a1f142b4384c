import Allocation
import Foundation
import Testing
import Units

/// The decision core against the oracle, the slow and obvious version: more than 100 000 random operations over all
/// policies, disciplines, signals and tempers.
///
/// A failure prints its seed and, as a transcript, the shortest list of operations that still shows it. The environment
/// variable `COMMONWATT_SCENARIOS` sets the number of scenarios of each kind for a longer search.
@Suite("The decision core and the oracle agree")
struct RandomOperationTests {
    /// Scenarios of 420 operations in three: 24 of each length are 120 960 operations over the twelve profiles.
    static let lengths = [60, 120, 240]

    static var seeds: ClosedRange<UInt64> {
        1...(ProcessInfo.processInfo.environment["COMMONWATT_SCENARIOS"].flatMap(UInt64.init) ?? 72)
    }

    @Test("on every share, limit and millijoule after every random operation", arguments: Scenario.Profile.all)
    func agreement(profile: Scenario.Profile) throws {
        try search(profile, seeds: Self.seeds) { Self.disagreement(on: $0) }
    }

    @Test("on the same where no journal is kept, or only now and then", arguments: Scenario.Profile.all)
    func silentAgreement(profile: Scenario.Profile) throws {
        try search(profile, seeds: 3_001...3_024) { Self.disagreement(on: $0, isRecording: false) }
    }

    @Test("on what happens next of itself", arguments: Scenario.Profile.all)
    func foresight(profile: Scenario.Profile) throws {
        try search(profile, seeds: 1_001...1_012) { Self.wrongForesight(on: $0) }
    }

    @Test("The journal names all that an event has changed, once", arguments: Scenario.Profile.all)
    func journal(profile: Scenario.Profile) throws {
        try search(profile, seeds: 2_001...2_012) { Self.gapInTheJournal(on: $0) }
    }

    /// Looks for a scenario in which something is wrong, and reports the smallest of the first that is found.
    private func search(
        _ profile: Scenario.Profile,
        seeds: ClosedRange<UInt64>,
        _ wrong: (Scenario) -> String?
    ) throws {
        var count = 0
        for seed in seeds {
            let scenario = try Scenario.random(profile, seed: seed, length: Self.lengths[Int(seed % 3)])
            count += scenario.operations.count
            guard wrong(scenario) != nil else { continue }
            let smallest = scenario.shrunk { wrong($0) != nil }
            Issue.record("\(wrong(smallest) ?? "")\n\(smallest)")
            return
        }
        print("\(profile): \(count) operations, seeds \(seeds)")
    }

    // MARK: What can be wrong

    private static func disagreement(on scenario: Scenario, isRecording: Bool = true) -> String? {
        var core = ClusterSystem(scenario, isRecording: isRecording)
        var oracle = OracleSystem(scenario)
        for (number, operation) in scenario.operations.enumerated() {
            let outcomes = (core: core.apply(operation), oracle: oracle.apply(operation))
            if outcomes.core != outcomes.oracle { return "\(operation): \(outcomes)" }
            if outcomes.core == .refused { continue }
            var seen = core.observe()
            var expected = oracle.observe()
            // Without a journal nobody is told what happened.
            if !isRecording { (seen.notices, expected.notices) = ([], []) }
            seen.ignoreQuotasThatDoNotBind(expected)
            if let difference = seen.difference(from: expected) { return "\(operation): \(difference)" }
            if number % 16 == 15 { core.reopen() }
            if !isRecording, number % 24 > 21 { core.toggleRecording() }
        }
        return nil
    }

    private static func wrongForesight(on scenario: Scenario) -> String? {
        var core = ClusterSystem(scenario)
        var oracle = OracleSystem(scenario)
        for operation in scenario.operations {
            _ = (core.apply(operation), oracle.apply(operation))
            var future = oracle
            let due = core.cluster.nextDue?.milliseconds
            let before = due.map { $0 - 1 } ?? oracle.oracle.now + 1_000_000_000
            if before >= oracle.oracle.now {
                _ = future.apply(Operation(instant: before, action: .advance))
                if let notice = future.oracle.notices.first {
                    return "\(operation): not before \(before), but \(notice)"
                }
            }
            guard let due else { continue }
            _ = future.apply(Operation(instant: due, action: .advance))
            if future.oracle.notices.isEmpty { return "\(operation): nothing happens at \(due)" }
        }
        return nil
    }

    private static func gapInTheJournal(on scenario: Scenario) -> String? {
        var core = ClusterSystem(scenario)
        var copy = JournalCopy(of: core.cluster)
        for operation in scenario.operations where core.apply(operation) == .done {
            if operation.action == .nextPeriod { copy = JournalCopy(of: core.cluster) }
            if let repetition = copy.follow(core.cluster) { return "\(operation): \(repetition)" }
            if copy.image != core.cluster.image { return "\(operation): the journal does not name all that changed" }
        }
        return nil
    }
}

extension Observation {
    /// Where a building drew its battery energy while quotas did not bind, or by a settlement, the core says so when
    /// the building next needs it: that moment is not defined, only that nobody is served wrongly.
    fileprivate mutating func ignoreQuotasThatDoNotBind(_ expected: Observation) {
        notices.removeAll { notice in
            guard case .quotaSpent = notice else { return false }
            return !expected.notices.contains(notice)
        }
        for (building, other) in expected.buildings.enumerated() where other.isQuotaSpent == nil {
            buildings[building].isQuotaSpent = nil
        }
    }
}
