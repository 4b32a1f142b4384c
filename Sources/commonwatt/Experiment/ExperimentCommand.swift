import ArgumentParser

/// `commonwatt experiment`: sweeps of the stochastic evaluation.
struct ExperimentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "experiment",
        abstract: "Run an experiment of replicated random demand, in one go or in parts.",
        discussion: """
            An experiment is a directory with an experiment.yaml: what is varied, under which readings of the model, \
            and which policies are compared. Results are the same to the bit whatever the number of jobs and shards.
            """,
        subcommands: [ExperimentRun.self, ExperimentMerge.self]
    )
}
