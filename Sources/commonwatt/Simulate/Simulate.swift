import Allocation
import ArgumentParser
import Configuration
import Simulation

/// `commonwatt simulate`: one policy on recorded demand.
struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put recorded demand to a policy: energy, cost and fairness per building.",
        discussion: """
            The trace is a CSV file with the header building,start_ms,end_ms,power_w, in whole milliseconds from the \
            start of the period and whole watts; an empty end_ms means still running. The horizon is the period's \
            duration. Energies and costs are exact.

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
    var trace: String

    @OptionGroup var output: OutputOptions

    func run() throws {
        let clusterFile = try ClusterFile.read(cluster)
        guard let policyPath = policy ?? clusterFile.policyPath else {
            throw CommandFailure.badInput("\(cluster) names no policy; add --policy FILE")
        }
        let policyFile = try PolicyFile.read(policyPath)
        let demand = try Trace.read(trace, for: clusterFile)
        let bar = ProgressBar("Replaying")
        let outcome = try demand.replay(from: trace, in: clusterFile, under: policyFile, progress: bar.update)
        bar.finish()
        try SimulationReport(cluster: clusterFile, policy: policyFile.policy, outcome: outcome).write(as: output.format)
    }
}

extension Trace {
    /// The largest trace that is read: some thirty million requests.
    private static let sizeLimit = 1 << 30

    /// Reads a trace file.
    fileprivate static func read(_ path: String, for cluster: ClusterFile) throws(ConfigurationError) -> Trace {
        let file = try InputFile.read(path, limit: sizeLimit)
        do {
            return try Trace(csv: file.bytes, buildings: cluster.terms.buildings.map(\.id))
        } catch {
            throw ConfigurationError(file: path, line: error.line, problem: error.problem)
        }
    }

    /// Replays the trace; an error names the file.
    fileprivate func replay(
        from path: String,
        in cluster: ClusterFile,
        under policy: PolicyFile,
        progress: (Double) -> Void
    ) throws(ConfigurationError) -> TraceOutcome {
        do {
            return try replay(
                terms: cluster.terms,
                policy: policy.policy,
                horizon: cluster.period.duration,
                progress: progress
            )
        } catch {
            throw ConfigurationError(file: path, line: error.line, problem: error.problem)
        }
    }
}
