import Allocation
import ArgumentParser
import ConfigurationFiles
import Experiments
import Foundation
import ResearchPolicies
import Units

/// `commonwatt experiment calibrate`.
struct ExperimentCalibrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calibrate",
        abstract: "Search for the cap, the period and the readings that give printed energies.",
        discussion: """
            The source prints neither L_CAP nor T, and its policies can be read in several ways. This tries all of \
            them on the demand of an experiment of two tiers (the last value of its first sweep) and compares the \
            energies with those that the claims print. The readings that are tried are not policies of the product.

            EXAMPLE:
              commonwatt experiment calibrate Experiments/fig-4.8 --output Experiments/calibration/results
            """
    )

    @Argument(help: "The experiment's directory.", completion: .directory)
    var directory: String

    @Option(help: "The claims; claims.yaml beside the experiment's directory if absent.", completion: .file())
    var claims: String?

    @Option(help: "The caps to try, in kW: FROM:TO:STEP.")
    var caps: SearchRange = SearchRange(from: 700, to: 1_400, step: 25)

    @Option(help: "The periods to try, in minutes: FROM:TO:STEP.")
    var periods: SearchRange = SearchRange(from: 270, to: 450, step: 6)

    @Option(help: "How many replications.")
    var replications = 40

    @Option(help: "How many caps are tried at once; as many as there are processors if absent.")
    var jobs: Int?

    @Option(
        help: ArgumentHelp("Where calibration.json, fits.csv and ridge.csv go.", valueName: "directory"),
        completion: .directory
    )
    var output: String?

    @Option(help: "How to print the result: table, json or csv.")
    var format: OutputFormat = .table

    func validate() throws {
        if replications < 2 { throw ValidationError("expected at least two replications") }
        if let jobs, jobs < 1 { throw ValidationError("expected at least one job") }
    }

    func run() async throws {
        let experiment = try Experiment.read(directory)
        let claims = try ClaimsFile.read(claims ?? "\(directory)/../claims.yaml")
        let printed = try Self.printed(in: claims, of: experiment.name)
        let calibration = try calibration(experiment)
        let bar = ProgressBar("Calibrating")
        let measured = try await calibration.measure(
            jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount
        ) { done in
            bar.update(Double(done) / Double(calibration.caps.count), secondsLeft: nil)
        }
        bar.finish()
        let report = CalibrationTable(
            result: calibration.fit(measured, to: printed),
            printed: printed,
            replications: replications,
            seed: experiment.file.seed
        )
        if let output { try report.write(into: output) }
        try report.write(as: format)
    }

    private func calibration(_ experiment: Experiment) throws -> Calibration {
        let last = experiment.file.sweeps[0].values.count - 1
        guard experiment.file.tiers.count == 2,
            let cell = experiment.cells.first(where: { $0.sweep == 0 && $0.value == last })
        else { throw CommandFailure.badInput("\(directory): a calibration needs an experiment of two tiers") }
        let run = experiment.runs[cell.run]
        var terms = run.terms
        terms.prices = cell.prices
        return try Calibration(
            terms: terms,
            profiles: run.profiles,
            tiers: run.tiers,
            caps: caps.values.map { .kilowatts($0) },
            periods: periods.values.map { .seconds(60 * $0) },
            replications: replications,
            seed: experiment.file.seed
        )
    }

    /// The energies that the claims on an experiment print, of each policy.
    private static func printed(in claims: ClaimsFile, of name: String) throws -> [Calibration.Printed] {
        func value(_ kind: PolicyKind, _ measure: ExperimentFile.Measure) throws(CommandFailure) -> Double {
            for figure in claims.figures where figure.experiment == name && figure.measure == measure {
                for test in figure.claims.flatMap(\.tests) {
                    if case .near(kind, let value, _) = test.predicate { return value }
                }
            }
            throw .badInput(
                "\(claims.file.path): no claim on \(name) prints the \(measure.rawValue) of \(kind.rawValue); "
                    + "a calibration needs one (is: near)"
            )
        }
        return try Calibration.kinds.map { kind in
            Calibration.Printed(battery: try value(kind, .battery), gridPremium: try value(kind, .gridPremium))
        }
    }
}

/// Whole numbers from one to another.
struct SearchRange: ExpressibleByArgument, CustomStringConvertible {
    let from: Int64
    let to: Int64
    let step: Int64

    init(from: Int64, to: Int64, step: Int64) {
        self.from = from
        self.to = to
        self.step = step
    }

    init?(argument: String) {
        let parts = argument.split(separator: ":", omittingEmptySubsequences: false).map { Int64($0) }
        guard parts.count == 3, let from = parts[0], let to = parts[1], let step = parts[2], from > 0, to >= from,
            step > 0, to <= 1_000_000_000, (to - from) / step < 10_000
        else { return nil }
        self.init(from: from, to: to, step: step)
    }

    var values: [Int64] { Array(stride(from: from, through: to, by: Int64.Stride(step))) }

    var description: String { "\(from):\(to):\(step)" }
}
