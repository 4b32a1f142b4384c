import ArgumentParser
import ConfigurationFiles
import Experiments
import Foundation

/// `commonwatt experiment report`.
struct ExperimentReport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Hold an experiment's results against what is claimed of them.",
        discussion: """
            The claims are predicates in a file: an order of policies, a range, a change along a sweep. Of each it is \
            said, for every reading of the model, what was measured and whether the claim holds, does not hold or \
            cannot be decided. The replications are taken from the results, or run again where they are not kept; they \
            have to give the summary that is kept, to the bit. The report is also written to report.md in the folder.

            EXAMPLE:
              commonwatt experiment report Experiments/fig-4.6 --strict --reading redispatch
            """
    )

    @Argument(help: "The experiment's directory.", completion: .directory)
    var directory: String

    @Option(help: "The claims; claims.yaml beside the experiment's directory if absent.", completion: .file())
    var claims: String?

    @Option(help: ArgumentHelp("Where the results are.", valueName: "directory"), completion: .directory)
    var results: String?

    @Flag(help: "Fail with status 1 if a claim does not hold.")
    var strict = false

    @Option(help: "The reading that --strict looks at; all if absent.")
    var reading: String?

    @OptionGroup var output: OutputOptions

    func run() async throws {
        let experiment = try Experiment.read(directory)
        let claims = try ClaimsFile.read(claims ?? "\(directory)/../claims.yaml")
        if let reading, !experiment.file.readings.contains(where: { $0.id == reading }) {
            let known = experiment.file.readings.map(\.id).joined(separator: ", ")
            throw CommandFailure.badInput("no reading is called \(reading); there are \(known)")
        }
        let folder = ResultsFolder(results ?? "\(directory)/results")
        let report: ClaimReport
        do {
            let jobs = ProcessInfo.processInfo.activeProcessorCount
            let replications = try await experiment.replications(of: folder, jobs: jobs)
            report = try experiment.report(on: claims, replications, try folder.finishedManifest())
            try folder.write(report)
        } catch let error as ResultsError {
            throw CommandFailure(error)
        }
        try ClaimTable(report: report).write(as: output.format)
        guard strict, report.hasRefutation(under: reading) else { return }
        throw CommandFailure.negativeFinding("a claim does not hold")
    }
}
