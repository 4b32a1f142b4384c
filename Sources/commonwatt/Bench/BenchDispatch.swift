import Allocation
import ArgumentParser

/// `commonwatt bench dispatch`: what an event costs with many requests active.
struct BenchDispatch: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dispatch",
        abstract: "Time one event of the decision core with 10² to 10⁶ active requests.",
        discussion: """
            One event ends a random request or starts one, in a cluster whose cap serves half of the load. The cost \
            may grow with the logarithm of the number of active requests, plus what an event really changes; so it is \
            given per event, and per event and changed split.

            EXAMPLE:
              commonwatt bench dispatch --events 20000
            """
    )

    @Option(help: "Events to time for each figure.")
    var events = 20_000

    @Option(help: ArgumentHelp("The largest number of active requests.", valueName: "count"))
    var largest = 1_000_000

    @Option(help: "How to print the data: table, json or csv.")
    var format: OutputFormat = .json

    func validate() throws {
        guard events >= 100 else { throw ValidationError("--events: expected at least 100") }
        guard (100...1_000_000).contains(largest) else { throw ValidationError("--largest: expected 100 to 1000000") }
    }

    func run() throws {
        var report = BenchReport()
        let bar = ProgressBar("Dispatching")
        let sizes = [100, 1_000, 10_000, 100_000, 1_000_000].filter { $0 <= largest }
        for (index, kind) in PolicyKind.allCases.enumerated() {
            var reference: DispatchLoad.Timing?
            for (step, size) in sizes.enumerated() {
                for buildings in [10, 100_000] where buildings == 10 || size == 1_000_000 {
                    let timing = try measure(kind, requests: size, buildings: buildings)
                    report.figures += figures(kind, size, buildings, timing, reference: reference ?? timing)
                    reference = reference ?? timing
                }
                let done = Double(index) + Double(step + 1) / Double(sizes.count)
                bar.update(done / Double(PolicyKind.allCases.count))
            }
        }
        bar.finish()
        try report.write(as: format)
    }

    private func measure(_ kind: PolicyKind, requests: Int, buildings: Int) throws -> DispatchLoad.Timing {
        let policy = try AllocationPolicy(kind: kind, discipline: .redispatch)
        var load = try DispatchLoad(policy: policy, requests: requests, buildings: buildings)
        return try load.time(events: events)
    }

    private func figures(
        _ kind: PolicyKind,
        _ requests: Int,
        _ buildings: Int,
        _ timing: DispatchLoad.Timing,
        reference: DispatchLoad.Timing
    ) -> [BenchReport.Figure] {
        // The logarithm's growth, times four for memory that no cache holds.
        let target = 4 * Double(requests).logarithm / 100.0.logarithm
        let name = "\(kind.rawValue), J = \(requests), M = \(buildings)"
        return [
            BenchReport.Figure(
                bench: "dispatch",
                figure: "\(name): time per event",
                value: timing.nanosecondsPerEvent,
                unit: "ns",
                reference: ("the same at J = 100, M = 10", reference.nanosecondsPerEvent),
                goal: .atMost(target)
            ),
            BenchReport.Figure(
                bench: "dispatch",
                figure: "\(name): time per event and split changed",
                value: timing.nanosecondsPerChange,
                unit: "ns",
                reference: ("the same at J = 100, M = 10", reference.nanosecondsPerChange),
                goal: .atMost(target)
            ),
        ]
    }
}

extension Double {
    /// The logarithm to the base of two, to the precision that a target needs.
    fileprivate var logarithm: Double { Double(exponent) + (significand - 1) }
}
