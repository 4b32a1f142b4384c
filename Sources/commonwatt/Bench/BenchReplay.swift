import Allocation
import ArgumentParser
import ConfigurationFiles
import Foundation
import Simulation

/// `commonwatt bench replay`: recorded demand on one core, files left out.
struct BenchReplay: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Time the replay of recorded demand on one core, for a comparison with other simulators.",
        discussion: """
            The traces are read before the clock starts; then each is replayed in turn, as `simulate --trace` does it: \
            the requests are put in order, every start and end goes through the policy, and every building's energies \
            come out. The time is processor time per start or end, the median of the rounds. Beside it stands the \
            evaluation of `bench simulate` under the same policy, which draws its demand within the time.

            EXAMPLE:
              commonwatt bench replay Examples/riverside.csv --cluster Examples/riverside.yaml --format table
            """
    )

    @Argument(help: "The recorded demand, as CSV.", completion: .file(extensions: ["csv"]))
    var traces: [String]

    @Option(help: ArgumentHelp("The cluster file.", valueName: "file"), completion: .file(extensions: ["yaml"]))
    var cluster: String

    @Option(
        help: ArgumentHelp("The policy file; the one that the cluster file names if absent.", valueName: "file"),
        completion: .file(extensions: ["yaml"])
    )
    var policy: String?

    @Option(help: ArgumentHelp("How often every trace is replayed in a round.", valueName: "count"))
    var replications = 100

    @Option(help: "Rounds; the median counts.")
    var rounds = 7

    @Option(help: "How to print the data: table, json or csv.")
    var format: OutputFormat = .json

    func validate() throws {
        guard replications >= 1 else { throw ValidationError("--replications: expected at least 1") }
        guard rounds >= 1 else { throw ValidationError("--rounds: expected at least 1") }
    }

    func run() throws {
        let clusterFile = try ClusterFile.read(cluster)
        let policy = try clusterFile.policy(at: policy, orOf: cluster)
        let load = try ReplayLoad(traces, in: clusterFile, under: policy)
        let drawn = try EvaluationCase()
        let bar = ProgressBar("Replaying")
        var (replayed, drawing): ([Double], [Double]) = ([], [])
        for round in 0..<rounds {
            drawing.append(try drawn.nanosecondsPerEvent(replications: replications, policy))
            replayed.append(try load.nanosecondsPerEvent(replications: replications))
            bar.update(Double(round + 1) / Double(rounds))
        }
        bar.finish()
        let name = "\(policy.kind.rawValue), \(policy.discipline.rawValue), replayed"
        var report = BenchReport()
        report.figures = [
            figure("\(name): time per event", Self.median(replayed), "ns", ("demand drawn", Self.median(drawing))),
            figure("\(name): events", Double(load.events), "events", ("requests", Double(load.requests))),
        ]
        try report.write(as: format)
    }

    private func figure(
        _ name: String,
        _ value: Double,
        _ unit: String,
        _ reference: (String, Double)
    ) -> BenchReport.Figure {
        BenchReport.Figure(bench: "replay", figure: name, value: value, unit: unit, reference: reference, goal: nil)
    }

    private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }
}

/// Traces that were read, ready to be replayed.
private struct ReplayLoad {
    private let traces: [(path: String, trace: Trace)]
    private let cluster: ClusterFile
    private let policy: AllocationPolicy

    /// How many starts and ends all traces have within the period.
    let events: Int

    /// How many requests are in the files.
    var requests: Int { traces.reduce(0) { $0 + $1.trace.requests.count } }

    /// Reads the traces and replays each once, so that what is wrong with one is said before anything is timed.
    init(_ paths: [String], in cluster: ClusterFile, under policy: AllocationPolicy) throws {
        var (traces, events): ([(path: String, trace: Trace)], Int) = ([], 0)
        for path in paths {
            let trace = try Trace.read(path, for: cluster)
            let count = try trace.replay(from: path, in: cluster, under: policy).events
            guard count > 0 else {
                throw CommandFailure.badInput(
                    "\(path): no request starts within the period, so there is nothing to time"
                )
            }
            traces.append((path, trace))
            events += count
        }
        (self.traces, self.cluster, self.policy, self.events) = (traces, cluster, policy, events)
    }

    /// The processor time of a start or end, from what was read to every building's energies.
    func nanosecondsPerEvent(replications: Int) throws -> Double {
        let began = clock()
        var replayed = 0
        for _ in 0..<replications {
            for (path, trace) in traces { replayed += try trace.replay(from: path, in: cluster, under: policy).events }
        }
        return Double(clock() - began) / Double(CLOCKS_PER_SEC) * 1e9 / Double(replayed)
    }
}
