import Allocation
import ConfigurationFiles
import Experiments
import Foundation
import Simulation
import Testing
import Units

@Suite("Sweeps")
struct SweepTests {
    private static let tables = ["replications.jsonl", "cells.csv", "summary.csv", "summary.jsonl", "differences.csv"]

    @Test("Cells that differ in prices alone share a run, unless the policy looks at prices")
    func sharing() throws {
        let experiment = try experiment()
        #expect(experiment.cells.count == 16)
        // Of the size sweep 8; the price sweep's cells are those at 300 kW again, but levelling's at a price of 3.
        #expect(experiment.runs.count == 9)
    }

    @Test("A sweep's energies are those of each replication run alone")
    func agreesWithSingleRuns() throws {
        let experiment = try experiment()
        let result = try SweepPlan(experiment, seed: 3).replicate(4)
        for (run, accounts) in zip(experiment.runs, result.accounts) {
            let workload = try Workload(profiles: run.profiles, horizon: run.period, seed: 3)
            let alone = try workload.run(4, terms: run.terms, policy: run.policy)
            #expect(alone.accounts == accounts)
        }
    }

    @Test("Results are the same to the bit, however many jobs and shards")
    func jobsAndShards() async throws {
        let experiment = try experiment()
        let scratch = ScratchFolder()
        let whole = scratch.results("whole")
        try await experiment.run(options(experiment, jobs: 1), into: whole)
        let parallel = scratch.results("parallel")
        try await experiment.run(options(experiment, jobs: 5), into: parallel)
        var shards: [ResultsFolder] = []
        for number in [3, 1, 2] {
            let folder = scratch.results("shard-\(number)")
            try await experiment.run(options(experiment, shard: "\(number)/3"), into: folder)
            shards.append(folder)
        }
        let merged = scratch.results("merged")
        try experiment.merge(shards, into: merged)
        for name in Self.tables {
            let bytes = try scratch.bytes(whole, name)
            #expect(!bytes.isEmpty)
            #expect(try scratch.bytes(parallel, name) == bytes)
            #expect(try scratch.bytes(merged, name) == bytes)
        }
        #expect(try whole.manifest() == merged.manifest())
        #expect(try whole.manifest()?.completed == 7)
    }

    @Test("An interrupted run goes on where it was, even if its last line was cut", arguments: [1, 900, 3_000])
    func resumes(lost: Int) async throws {
        let experiment = try experiment()
        let scratch = ScratchFolder()
        let whole = scratch.results("whole")
        try await experiment.run(options(experiment), into: whole)
        let records = try scratch.bytes(whole, "replications.jsonl")
        let summary = try scratch.bytes(whole, "summary.csv")
        try records.dropLast(lost).write(to: URL(filePath: "\(whole.path)/replications.jsonl"))
        var first: RunProgress?
        try await experiment.run(options(experiment), into: whole) { first = first ?? $0 }
        #expect(try scratch.bytes(whole, "replications.jsonl") == records)
        #expect(try scratch.bytes(whole, "summary.csv") == summary)
        let resumed = try #require(first?.resumed)
        #expect((0..<7).contains(resumed))
        #expect(lost > 2_000 || resumed > 0)
    }

    @Test("A folder with results of another seed is refused, both named")
    func otherSeed() async throws {
        let experiment = try experiment()
        let scratch = ScratchFolder()
        let folder = scratch.results("results")
        try await experiment.run(options(experiment), into: folder)
        let error = await #expect(throws: ResultsError.self) {
            try await experiment.run(options(experiment, seed: 4), into: folder)
        }
        #expect(error?.description.contains("the seed is 4 in this run and 3 in \(folder.path)") == true)
    }

    @Test("Shards of different manifests, or not all of them, are refused")
    func wrongShards() async throws {
        let experiment = try experiment()
        let scratch = ScratchFolder()
        let (first, second, other) = (scratch.results("1"), scratch.results("2"), scratch.results("other"))
        try await experiment.run(options(experiment, shard: "1/2"), into: first)
        try await experiment.run(options(experiment, shard: "2/2"), into: second)
        try await experiment.run(options(experiment, shard: "2/2", seed: 9), into: other)
        let merged = scratch.results("merged")
        func problem(_ shards: [ResultsFolder]) -> String {
            do {
                try experiment.merge(shards, into: merged)
                return ""
            } catch {
                return error.description
            }
        }
        #expect(problem([first, other]).contains("the seed is 3 in \(first.path) and 9 in \(other.path)"))
        #expect(problem([first]) == "missing: the shards 2/2")
        #expect(problem([first, second, second]).contains("the shard 2/2 is in"))
        #expect(problem([]).contains("nothing to merge"))
        #expect(problem([first, second]).isEmpty)
    }

    @Test("A wanted precision ends a run early, at the same replication whatever the jobs", arguments: [1, 4])
    func precision(jobs: Int) async throws {
        let experiment = try experiment(
            smallExperimentText.replacingOccurrences(of: "measure: relative_difference_pct", with: "measure: total_kwh")
        )
        let scratch = ScratchFolder()
        var options = try options(experiment, jobs: jobs)
        options.replications = 1_000
        options.precision = 0.15
        let folder = scratch.results("results")
        try await experiment.run(options, into: folder)
        let completed = try #require(try folder.manifest()?.completed)
        #expect((36..<1_000).contains(completed))
        let again = scratch.results("again")
        options.jobs = 2
        try await experiment.run(options, into: again)
        #expect(try again.manifest()?.completed == completed)
        options.shard = try #require(Shard("1/2"))
        await #expect(throws: ResultsError.precisionOfShard("1/2")) { try await experiment.run(options, into: again) }
    }

    @Test("Shards are read strictly", arguments: ["0/2", "3/2", "1", "1/", "a/b", "1/2/3", "-1/2", "1/0"])
    func badShards(text: String) {
        #expect(Shard(text) == nil)
    }

    @Test("Shards divide the replications")
    func shardIndices() throws {
        let indices = try (1...3).map { Array(try #require(Shard("\($0)/3")).indices(of: 8)) }
        #expect(indices == [[0, 3, 6], [1, 4, 7], [2, 5]])
    }
}
