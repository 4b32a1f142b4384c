import ArgumentParser
import Experiments
import Foundation

/// The options of a command that replicates an experiment.
struct ReplicationOptions: ParsableArguments {
    @Option(help: "How many replications; the experiment's own number if absent.")
    var replications: Int?

    @Option(help: "The seed; the experiment's own if absent.")
    var seed: UInt64?

    @Option(help: "How many replications run at once; as many as there are processors if absent.")
    var jobs: Int?

    func validate() throws {
        if let replications, replications < 1 { throw ValidationError("expected at least one replication") }
        if let jobs, jobs < 1 { throw ValidationError("expected at least one job") }
    }

    /// How to run the experiment.
    func runOptions(_ experiment: Experiment) -> RunOptions {
        var options = RunOptions(
            experiment,
            jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount,
            version: Commonwatt.configuration.version
        )
        options.seed = seed ?? options.seed
        options.replications = replications ?? options.replications
        return options
    }
}
