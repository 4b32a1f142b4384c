import Allocation
import ArgumentParser
import ConfigurationFiles
import Simulation

/// `commonwatt simulate`: one policy on recorded or random demand.
struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put recorded or random demand to a policy: energy, cost and fairness per building.",
        discussion: """
            The trace is a CSV file with the header building,start_ms,end_ms,power_w, in whole milliseconds from the \
            start of the period and whole watts; an empty end_ms means still running. The horizon is the period's \
            duration. Energies and costs are exact. With --seed the demand is drawn from the cluster file's model \
            instead; with --replications every number becomes a mean with its 95 % interval.

            EXAMPLE:
              commonwatt simulate --trace Examples/riverside.csv \\
                --cluster Examples/riverside.yaml --policy Policies/strict.yaml
            """
    )

    @Option(help: ArgumentHelp("The cluster file.", valueName: "file"), completion: .file(extensions: ["yaml"]))
    var cluster: String

    @Option(
        help: ArgumentHelp("The policy file; the one that the cluster file names if absent.", valueName: "file"),
        completion: .file(extensions: ["yaml"])
    )
    var policy: String?

    @Option(help: ArgumentHelp("The recorded demand.", valueName: "csv"), completion: .file(extensions: ["csv"]))
    var trace: String?

    @Option(help: "Draw the demand at random, from this seed.")
    var seed: UInt64?

    @Option(help: ArgumentHelp("How often the demand is drawn.", valueName: "count"))
    var replications: Int?

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (trace == nil) != (seed == nil) else {
            throw ValidationError("expected either --trace FILE or --seed NUMBER")
        }
        guard replications == nil || seed != nil else { throw ValidationError("--replications goes with --seed") }
        guard (replications ?? 1) > 0 else { throw ValidationError("--replications: expected 1 or more") }
    }

    func run() throws {
        let clusterFile = try ClusterFile.read(cluster)
        let policy = try clusterFile.policy(at: policy, orOf: cluster)
        if let seed { return try runRandom(seed: seed, clusterFile, policy) }
        guard let trace else { return }
        let demand = try Trace.read(trace, for: clusterFile)
        let bar = ProgressBar("Replaying")
        let outcome = try demand.replay(from: trace, in: clusterFile, under: policy, progress: bar.update)
        bar.finish()
        try SimulationReport(
            cluster: clusterFile,
            policy: policy,
            accounts: outcome.accounts,
            total: outcome.total
        ).write(as: output.format)
    }

    private func runRandom(seed: UInt64, _ cluster: ClusterFile, _ policy: AllocationPolicy) throws {
        let bar = ProgressBar("Simulating")
        let runs = try RandomDemand(cluster, seed: seed).replications(
            replications ?? 1,
            terms: cluster.terms,
            policy: policy,
            progress: bar.update
        )
        bar.finish()
        if replications == nil, let run = runs.first {
            return try SimulationReport(cluster: cluster, policy: policy, accounts: run.accounts, total: run.account)
                .write(as: output.format)
        }
        try ReplicationsReport(
            terms: cluster.terms,
            currency: cluster.currency,
            policy: policy,
            horizon: cluster.period.duration,
            replications: runs
        ).write(as: output.format)
    }
}

extension ClusterFile {
    /// The policy of a file that was named, or else of the one that the cluster file names.
    func policy(at path: String?, orOf cluster: String) throws -> AllocationPolicy {
        guard let path = path ?? policyPath else {
            throw CommandFailure.badInput("\(cluster) names no policy; add --policy FILE")
        }
        return try PolicyFile.read(path).policy
    }
}

extension Trace {
    /// The largest trace that is read: some thirty million requests.
    private static let sizeLimit = 1 << 30

    /// Reads a trace file.
    static func read(_ path: String, for cluster: ClusterFile) throws(ConfigurationError) -> Trace {
        let file = try InputFile.read(path, limit: sizeLimit)
        do {
            return try Trace(csv: file.bytes, buildings: cluster.terms.buildings.map(\.id))
        } catch {
            throw ConfigurationError(file: path, line: error.line, problem: error.problem)
        }
    }

    /// Replays the trace; an error names the file.
    func replay(
        from path: String,
        in cluster: ClusterFile,
        under policy: AllocationPolicy,
        progress: (Double) -> Void = { _ in }
    ) throws(ConfigurationError) -> TraceOutcome {
        do {
            return try replay(
                terms: cluster.terms,
                policy: policy,
                horizon: cluster.period.duration,
                progress: progress
            )
        } catch {
            throw ConfigurationError(file: path, line: error.line, problem: error.problem)
        }
    }
}
