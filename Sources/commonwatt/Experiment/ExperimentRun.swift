import ArgumentParser
import ConfigurationFiles
import Experiments

/// `commonwatt experiment run`.
struct ExperimentRun: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Run an experiment, or a part of it, and keep its results.",
        discussion: """
            Results go to the directory's results folder: replications.jsonl (exact energies of every replication), \
            summary.csv and summary.jsonl (means with 95 % intervals), differences.csv (between policies, \
            replication by replication), cells.csv (what was simulated) and manifest.json. An interrupted run goes \
            on where it was when it is started again.

            EXAMPLE:
              commonwatt experiment run Experiments/fig-4.8 --replications 100
            """
    )

    @Argument(help: "The experiment's directory.", completion: .directory)
    var directory: String

    @OptionGroup var replication: ReplicationOptions

    @Option(help: "Which part of the replications to run: I/N is every N-th, beginning with the I-th.")
    var shard: String?

    @Option(
        help: ArgumentHelp(
            "Stop once no panel's interval is wider than this fraction of its mean, such as 0.01.",
            valueName: "fraction"
        )
    )
    var precision: Double?

    @Option(help: ArgumentHelp("Where the results go.", valueName: "directory"), completion: .directory)
    var output: String?

    func validate() throws {
        if let precision, !(precision > 0 && precision < 1) {
            throw ValidationError("expected a precision between 0 and 1, such as 0.01 for one percent")
        }
        if let shard, Shard(shard) == nil {
            throw ValidationError(
                "expected a shard such as 1/4: a number from 1 to the number of shards; found \(shard)"
            )
        }
    }

    func run() async throws {
        let experiment = try Experiment.read(directory)
        var options = replication.runOptions(experiment)
        options.precision = precision
        options.shard = shard.flatMap(Shard.init) ?? .whole
        let folder = ResultsFolder(output ?? "\(directory)/results")
        let bar = ExperimentProgress("Replicating")
        do {
            try await experiment.run(options, into: folder) { bar.update($0) }
        } catch let error as ResultsError {
            bar.finish()
            throw CommandFailure(error)
        }
        bar.finish()
        try StandardOutput.write(folder.path)
    }
}

extension CommandFailure {
    /// Results that do not belong together are bad input; files that cannot be used are the environment's fault.
    init(_ error: ResultsError) {
        switch error {
        case .unreadable, .unwritable: self = .environment(error.description)
        case .mismatch, .shards, .precisionOfShard, .unfinished: self = .badInput(error.description)
        }
    }
}
