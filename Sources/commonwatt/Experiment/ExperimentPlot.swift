import ArgumentParser
import ChildProcesses
import Experiments
import Foundation

/// `commonwatt experiment plot`.
struct ExperimentPlot: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plot",
        abstract: "Draw an experiment's panels as SVG and PNG.",
        discussion: """
            Every panel is drawn once for each reading of the model, with 95 % intervals, into the results folder, and \
            beside each picture the script that gnuplot drew it from. Where the numbers are too skewed for an interval \
            the line is dotted and shows the closed form, or the mean where none is known.

            EXAMPLE:
              commonwatt experiment plot Experiments/fig-4.6
            """
    )

    @Argument(help: "The experiment's directory.", completion: .directory)
    var directory: String

    @Option(help: ArgumentHelp("Where the results are.", valueName: "directory"), completion: .directory)
    var results: String?

    func run() async throws {
        let experiment = try Experiment.read(directory)
        let folder = ResultsFolder(results ?? "\(directory)/results")
        do {
            let jobs = ProcessInfo.processInfo.activeProcessorCount
            let replications = try await experiment.replications(of: folder, jobs: jobs)
            for plot in experiment.plots(of: replications) {
                try folder.write(plot)
                try await draw(plot, in: folder)
                try StandardOutput.write("\(folder.path)/\(plot.name).svg")
            }
        } catch let error as ResultsError {
            throw CommandFailure(error)
        }
    }

    private func draw(_ plot: Plot, in folder: ResultsFolder) async throws(CommandFailure) {
        let command = ChildCommand("gnuplot", ["\(plot.name).gp"], workingDirectory: folder.path)
        let result: ToolResult
        do {
            result = try await command.run()
        } catch {
            throw .environment("\(error) It is in the package gnuplot-nox of Debian and Ubuntu.")
        }
        guard result.isSuccess else {
            throw .environment("gnuplot could not draw \(folder.path)/\(plot.name).gp: \(result.errorOutput)")
        }
    }
}
