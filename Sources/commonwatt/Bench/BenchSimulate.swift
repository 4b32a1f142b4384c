import Allocation
import ArgumentParser
import ChildProcesses
import Foundation
import Simulation
import Units

/// `commonwatt bench simulate`: replications of the evaluation against a plain C loop.
struct BenchSimulate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Time replications of the evaluation against a plain C loop, and the policies against no-bounds.",
        discussion: """
            Ten buildings, 6 h, 120 kW, a cap of 1000 kW. The loop is compiled with -O3 -march=native and run before \
            every round; these times are processor time, per arrival or departure, the median of the rounds. Then the \
            three figures of the evaluation are run whole, and compared with the results that are kept.

            EXAMPLE:
              commonwatt bench simulate --format table
            """
    )

    @Option(help: "Replications in a round.")
    var replications = 100

    @Option(help: "Rounds; the median counts.")
    var rounds = 7

    @Option(help: ArgumentHelp("The C loop.", valueName: "file"), completion: .file(extensions: ["c"]))
    var loop = "Benchmarks/reference.c"

    @Option(help: "The C compiler.")
    var compiler = "clang"

    @Flag(inversion: .prefixedNo, help: "Run the three figures whole, too.")
    var figures = true

    @Option(help: ArgumentHelp("Where the figures' experiments are.", valueName: "directory"), completion: .directory)
    var experiments = "Experiments"

    @Option(help: "How to print the data: table, json or csv.")
    var format: OutputFormat = .json

    func validate() throws {
        guard replications >= 1 else { throw ValidationError("--replications: expected at least 1") }
        guard rounds >= 1 else { throw ValidationError("--rounds: expected at least 1") }
    }

    func run() async throws {
        let reference = try await CompiledLoop(source: loop, compiler: compiler, replications: replications)
        let bar = ProgressBar("Replicating")
        var times: [String: [Double]] = [:]
        let policies = try Self.policies()
        for round in 0..<rounds {
            times["", default: []].append(try await reference.nanosecondsPerEvent())
            for (name, policy) in policies { times[name, default: []].append(try nanosecondsPerEvent(policy)) }
            bar.update(Double(round + 1) / Double(rounds))
        }
        bar.finish()
        var report = report(policies.map(\.name), times.mapValues { $0.sorted()[$0.count / 2] })
        if figures { report.figures += try await FigureSweeps(directory: experiments).figures() }
        try report.write(as: format)
    }

    private func report(_ names: [String], _ medians: [String: Double]) -> BenchReport {
        var report = BenchReport()
        let loop = medians[""] ?? .nan
        let noBounds = medians[names[0]] ?? .nan
        for name in names {
            let isFirst = name == names[0]
            report.figures.append(
                BenchReport.Figure(
                    bench: "simulate",
                    figure: "\(name): time per event",
                    value: medians[name] ?? .nan,
                    unit: "ns",
                    reference: isFirst ? ("plain C loop", loop) : (names[0], noBounds),
                    goal: .atMost(isFirst ? 1 : 2)
                )
            )
        }
        return report
    }

    /// The policies of both disciplines, no-bounds redispatch first.
    private static func policies() throws(PolicyError) -> [(name: String, policy: AllocationPolicy)] {
        var policies: [(name: String, policy: AllocationPolicy)] = []
        for kind in [PolicyKind.noBounds, .strict, .adaptive, .maxMin, .levelling] {
            policies.append(("\(kind.rawValue), redispatch", try AllocationPolicy(kind: kind, discipline: .redispatch)))
        }
        for kind in [PolicyKind.noBounds, .strict, .adaptive] {
            policies.append(("\(kind.rawValue), admission", try AllocationPolicy(kind: kind, discipline: .admission)))
        }
        return policies
    }

    private func nanosecondsPerEvent(_ policy: AllocationPolicy) throws -> Double {
        try EvaluationCase().nanosecondsPerEvent(replications: replications, policy)
    }
}

/// The C loop, compiled for this machine.
private final class CompiledLoop {
    private let directory: URL
    private let replications: Int

    init(source: String, compiler: String, replications: Int) async throws {
        self.replications = replications
        directory = FileManager.default.temporaryDirectory.appending(path: "commonwatt-bench-\(UUID().uuidString)")
        guard FileManager.default.fileExists(atPath: source) else {
            throw CommandFailure.badInput(
                "\(source): there is no such file; start in the checkout, or name it with --loop"
            )
        }
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let arguments = ["-O3", "-march=native", "-o", program, source, "-lm"]
        let result = try await ChildCommand(compiler, arguments).run()
        guard result.isSuccess else { throw CommandFailure.environment("\(compiler): \(result.errorOutput)") }
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    private var program: String { directory.appending(path: "reference").path(percentEncoded: false) }

    /// Runs three rounds of the loop.
    func nanosecondsPerEvent() async throws -> Double {
        struct Timing: Decodable {
            let events: Double
            let medianS: Double
        }
        let result = try await ChildCommand(program, ["\(replications)", "3"]).run()
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard result.isSuccess, let timing = try? decoder.decode(Timing.self, from: Data(result.output.utf8)) else {
            throw CommandFailure.environment("the C loop failed: \(result.errorOutput)")
        }
        return timing.medianS * 1e9 / timing.events
    }
}
