import AllocationContract
import Audit
import Cryptography
import Foundation
import LedgerTestKit
import Testing

/// Thousands of episodes of a whole site, each from a seed that is the whole report of a failure:
/// `SITE_SEED=n swift test --filter SiteSimulationTests` runs one again and prints how it went.
@Suite("A simulated site under faults")
struct SiteSimulationTests {
    /// How many seeds are run; `SITE_SEEDS` says otherwise.
    private static let seeds = number("SITE_SEEDS") ?? 2_000
    private static let shards = 8

    static func number(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap(Int.init)
    }

    @Test("keeps every promise under every seed", arguments: 0..<shards)
    func keepsItsPromises(shard: Int) async throws {
        let ground = try SimulationGround()
        if let seed = Self.number("SITE_SEED") {
            guard shard == 0 else { return }
            return try await Self.replay(UInt64(seed), on: ground)
        }
        var total = Summary()
        for seed in stride(from: shard, to: Self.seeds, by: Self.shards) {
            let site = try SimulatedSite(seed: UInt64(seed), ground: ground)
            try site.run()
            total.add(site)
            if let violation = site.checker.violation {
                Issue.record(Comment(rawValue: Self.report(site, violation)))
                if total.failures >= 3 { break }
            } else if seed.isMultiple(of: 8) {
                try await Self.audit(site)
            }
        }
        print("shard \(shard): \(total)")
    }

    @Test("goes the same way each time that a seed is run", arguments: [1, 7, 42, 1_000] as [UInt64])
    func isDeterministic(seed: UInt64) throws {
        let hashes = try (0..<2).map { _ in
            let site = try SimulatedSite(seed: seed, ground: SimulationGround())
            try site.run()
            return site.trace.hash
        }
        #expect(hashes[0] == hashes[1])
    }

    static func replay(_ seed: UInt64, on ground: SimulationGround) async throws {
        let site = try SimulatedSite(seed: seed, ground: ground, keeping: 100_000)
        try site.run()
        print(report(site, site.checker.violation ?? "no violation"))
        #expect(site.checker.violation == nil)
        try await audit(site)
    }

    static func report(_ site: SimulatedSite, _ violation: String) -> String {
        """
        seed \(site.seed): \(violation)
        \(site.trace.lines.joined(separator: "\n"))
        \(site.plan)
        again: SITE_SEED=\(site.seed) swift test --filter SiteSimulationTests
        """
    }

    static func audit(_ site: SimulatedSite) async throws {
        let auditor = Auditor(
            chain: site.disk,
            roots: AuditorRoots([AuditorRoots.Root(site.network.operatorAuthority.certificate)]),
            contracts: [AuditedContract(AllocationContract(), identity: AllocationContract.identity)]
        )
        let audit = try await auditor.audit(level: .calls)
        let found = audit.firstDivergence.map { "\($0)" } ?? ""
        #expect(audit.isClean, "seed \(site.seed): the audit finds \(found)")
    }
}

/// What many episodes came to.
struct Summary: CustomStringConvertible {
    var episodes = 0
    var failures = 0
    var events = 0
    var counts = Checker.Counts()
    var withExcess = 0

    mutating func add(_ site: SimulatedSite) {
        let one = site.checker.counts
        episodes += 1
        if site.checker.violation != nil { failures += 1 }
        events += site.timeline.count
        counts.acknowledged += one.acknowledged
        counts.replays += one.replays
        counts.refusals += one.refusals
        counts.blocks += one.blocks
        counts.transactions += one.transactions
        counts.excess += one.excess
        counts.longestExcess = max(counts.longestExcess, one.longestExcess)
        if one.excess > 0 { withExcess += 1 }
    }

    var description: String {
        "\(episodes) episodes, \(failures) failures, \(events) events, \(counts.transactions) transactions, "
            + "\(counts.acknowledged) acknowledged, \(counts.replays) replays, \(counts.refusals) refusals; belief "
            + "over the cap in \(withExcess), \(counts.excess) ms, longest \(counts.longestExcess) ms"
    }
}
