import ArgumentParser

/// `commonwatt experiment`: sweeps of the stochastic evaluation.
struct ExperimentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "experiment",
        abstract: "Run experiments of replicated random demand, judge and draw their results.",
        discussion: """
            An experiment is a directory with an experiment.yaml: what is varied, under which readings of the model, \
            and which policies are compared. Results are the same to the bit whatever the number of jobs and shards.
            """,
        subcommands: [
            ExperimentRun.self, ExperimentMerge.self, ExperimentReport.self, ExperimentPlot.self,
            ExperimentCheck.self, ExperimentCalibrate.self,
        ]
    )
}
