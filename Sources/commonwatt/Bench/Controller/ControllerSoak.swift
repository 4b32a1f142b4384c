import ChildProcesses
import Foundation

/// A steady load for long, and whether the controller's memory and its latency stay as they are.
struct ControllerSoak: Sendable {
    let site: ControllerBenchSite
    let rate: Double
    let seconds: Int

    /// How things stood in one minute.
    struct Sample {
        /// The middle of it, in hours from the beginning.
        var hours: Double
        var memory: Double
        /// What of it is allocated and not freed: the rest is the program's own, and what its allocator holds.
        var live: Double
        var median: Double
        var p99: Double
    }

    /// A minute each, or a tenth of a shorter soak.
    private var stretch: Duration { .seconds(min(60, Double(seconds) / 10)) }

    /// How much the memory, and the median latency, may be at the end, as a part of what they were at the beginning. A
    /// soak of a few minutes still sees caches fill: the databases' pages alone are 32 MB each; and a minute of a
    /// shared machine says nothing of latency.
    private var bounds: (memory: Double, latency: Double?) { seconds < 600 ? (1.5, nil) : (1.10, 1.5) }

    func figures() async throws -> [BenchReport.Figure] {
        let (samples, answers) = try await run()
        // At first caches fill and the allocator takes what it will need; that is no slope.
        let settled = Array(samples.dropFirst(max(1, samples.count / 5)))
        return [
            row("memory of the controller", settled.map { ($0.hours, $0.memory) }, "MB", .atMost(bounds.memory)),
            row("live heap of the controller", settled.map { ($0.hours, $0.live) }, "MB", nil),
            row(
                "p50 from a demand to its reply",
                settled.map { ($0.hours, $0.median) },
                "ms",
                bounds.latency.map(BenchReport.Goal.atMost)
            ),
            row("p99 from a demand to its reply", settled.map { ($0.hours, $0.p99) }, "ms", nil),
            slope("memory of the controller", settled.map { ($0.hours, $0.memory) }, "MB/h"),
            slope("live heap of the controller", settled.map { ($0.hours, $0.live) }, "MB/h"),
            slope("p50 from a demand to its reply", settled.map { ($0.hours, $0.median) }, "ms/h"),
            BenchReport.Figure(
                bench: "controller",
                figure: "soak: demands that were lost, refused or answered twice",
                value: Double(answers.lost + answers.refusals + answers.doubles),
                unit: "demands",
                reference: ("demands", Double(answers.latencies.count)),
                goal: .atMost(0)
            ),
        ]
    }

    private func run() async throws -> ([Sample], DemandAnswers) {
        try await site.withResponder(.controller) { processes in
            try await DemandFleet.run(of: site) { fleet in
                var (samples, all): ([Sample], DemandAnswers) = ([], DemandAnswers())
                let count = Int(Duration.seconds(seconds) / stretch)
                for number in 0..<count {
                    try await fleet.ask(perSecond: rate, for: stretch)
                    if number == count - 1 { try await fleet.settle() }
                    let answers = fleet.harvest()
                    let sorted = answers.latencies.sorted()
                    let sample = Sample(
                        hours: (Double(number) + 0.5) * (stretch / .seconds(3_600)),
                        memory: try ProcessUse(of: processes.responder.processID).memory,
                        live: try HeapProbe.live(port: site.pagePort),
                        median: DemandAnswers.percentile(0.5, of: sorted),
                        p99: DemandAnswers.percentile(0.99, of: sorted)
                    )
                    say(sample, answers)
                    samples.append(sample)
                    all = all + answers
                }
                return (samples, all)
            }
        }
    }

    private func say(_ sample: Sample, _ answers: DemandAnswers) {
        let line = String(
            format: "%5.1f min  %7d replies  memory %6.1f MB  live %5.1f MB  p50 %6.2f ms  p99 %6.2f ms\n",
            sample.hours * 60,
            answers.latencies.count,
            sample.memory,
            sample.live,
            sample.median,
            sample.p99
        )
        FileHandle.standardError.write(Data(line.utf8))
        let (lost, refused, twice) = (answers.lost, answers.refusals, answers.doubles)
        guard lost + refused + twice > 0 else { return }
        FileHandle.standardError.write(Data("           lost \(lost), refused \(refused), twice \(twice)\n".utf8))
    }

    /// The fitted line's end beside its beginning.
    private func row(
        _ name: String,
        _ points: [(Double, Double)],
        _ unit: String,
        _ goal: BenchReport.Goal?
    ) -> BenchReport.Figure {
        let line = FittedLine(points)
        return BenchReport.Figure(
            bench: "controller",
            figure: "soak: \(name) at the end of \(seconds) s at \(Int(rate)) demands/s",
            value: line.at(points.last?.0 ?? 0),
            unit: unit,
            reference: ("at the beginning", line.at(points.first?.0 ?? 0)),
            goal: goal
        )
    }

    private func slope(_ name: String, _ points: [(Double, Double)], _ unit: String) -> BenchReport.Figure {
        BenchReport.Figure(
            bench: "controller",
            figure: "soak: slope of the \(name)",
            value: FittedLine(points).slope,
            unit: unit,
            reference: ("the mean", ControllerFigures.mean(points.map(\.1))),
            goal: nil
        )
    }
}

/// The line of the least squares through points.
struct FittedLine {
    let slope: Double
    private let center: (Double, Double)

    init(_ points: [(Double, Double)]) {
        center = (ControllerFigures.mean(points.map(\.0)), ControllerFigures.mean(points.map(\.1)))
        var (product, square) = (0.0, 0.0)
        for (x, y) in points {
            product += (x - center.0) * (y - center.1)
            square += (x - center.0) * (x - center.0)
        }
        slope = square > 0 ? product / square : 0
    }

    func at(_ x: Double) -> Double { center.1 + slope * (x - center.0) }
}
