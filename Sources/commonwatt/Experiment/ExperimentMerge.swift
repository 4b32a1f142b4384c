import ArgumentParser
import Experiments

/// `commonwatt experiment merge`.
struct ExperimentMerge: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Put the results of all shards together.",
        discussion: """
            The merged files are those of a run that was never split. Every shard must be there once, finished, and of \
            the same experiment, seed and number of replications.

            EXAMPLE:
              commonwatt experiment merge Experiments/fig-4.8 part-1 part-2
            """
    )

    @Argument(help: "The experiment's directory.", completion: .directory)
    var directory: String

    @Argument(help: "The folders of the shards' results.", completion: .directory)
    var shards: [String]

    @Option(help: ArgumentHelp("Where the merged results go.", valueName: "directory"), completion: .directory)
    var output: String?

    func run() throws {
        let experiment = try Experiment.read(directory)
        let folder = ResultsFolder(output ?? "\(directory)/results")
        do {
            try experiment.merge(shards.map { ResultsFolder($0) }, into: folder)
        } catch {
            throw CommandFailure(error)
        }
        try StandardOutput.write(folder.path)
    }
}
