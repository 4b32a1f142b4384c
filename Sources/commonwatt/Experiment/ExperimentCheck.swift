import ArgumentParser
import ConfigurationFiles
import Experiments

/// `commonwatt experiment check`.
struct ExperimentCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Hold the simulator against exact values.",
        discussion: """
            Buildings that are all alike and splits that are made again at every event have closed forms: the mean \
            energy of each server as long as the battery does not run out, and the mean and variance of the total. \
            This runs an experiment, keeps nothing of it, and says how many standard errors its means lie from them; \
            and whether the 95 % interval of 100 replications is as wide as it should be and covers the mean as often. \
            It fails with status 1 if a number lies so far off that all of them together would do so by chance in at \
            most one check of a hundred (Bonferroni). Numbers too skewed for a t interval are shown and not judged.

            EXAMPLE:
              commonwatt experiment check Experiments/exact --replications 100000 --format csv
            """
    )

    @Argument(help: "The experiment's directory.", completion: .directory)
    var directory: String

    @OptionGroup var replication: ReplicationOptions

    @OptionGroup var output: OutputOptions

    func validate() throws {
        if replication.replications == 1 { throw ValidationError("expected at least two replications") }
    }

    func run() async throws {
        let experiment = try Experiment.read(directory)
        let options = replication.runOptions(experiment)
        let bar = ExperimentProgress("Checking")
        let check = try await experiment.check(options) { bar.update($0) }
        bar.finish()
        guard check.unknown < experiment.runs.count else {
            throw CommandFailure.badInput(
                "\(experiment.file.file.path): no cell has a closed form; one needs buildings that are all alike and a "
                    + "policy with discipline: redispatch, without hysteresis and dwell"
            )
        }
        let report = ExactTable(experiment: experiment, options: options, check: check)
        try report.write(as: output.format)
        guard check.disagrees else { return }
        throw CommandFailure.negativeFinding(report.summary)
    }
}
