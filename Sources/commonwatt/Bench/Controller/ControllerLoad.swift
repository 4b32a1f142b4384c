/// What one responder did under the loads of the benchmark.
struct ControllerMeasurement: Sendable {
    /// The answers at the steady rate.
    var steady = DemandAnswers()
    /// Answers a second with as many under way as there may be, a turn each.
    var throughput: [Double] = []
    /// The same with pages open, each turn beside one without.
    var throughputWithPages: [Double] = []
    /// What was not as it should be under full load.
    var faults = DemandAnswers()
    /// The responder's processor time for an answer under full load, in µs, a turn each.
    var processor: [Double] = []
    /// The same of the broker, the responder and the buildings together.
    var allProcessors: [Double] = []
    /// The same with pages open.
    var processorWithPages: [Double] = []

    static func + (first: Self, second: Self) -> Self {
        ControllerMeasurement(
            steady: first.steady + second.steady,
            throughput: first.throughput + second.throughput,
            throughputWithPages: first.throughputWithPages + second.throughputWithPages,
            faults: first.faults + second.faults,
            processor: first.processor + second.processor,
            allProcessors: first.allProcessors + second.allProcessors,
            processorWithPages: first.processorWithPages + second.processorWithPages
        )
    }
}

/// The loads of the benchmark, on one site.
struct ControllerLoad: Sendable {
    let site: ControllerBenchSite
    let rate: Double
    let time: Duration
    let underWay: Int
    let rounds: Int

    /// Runs a responder and measures it: first how long it takes at a steady rate, then how much it can.
    func measure(_ responder: ControllerBenchSite.Responder, pages: Int) async throws -> ControllerMeasurement {
        try await site.withResponder(responder) { processes in
            try await DemandFleet.run(of: site) { fleet in
                var measurement = ControllerMeasurement()
                // Before anything is measured everybody has been heard once: what a start needs is no latency.
                try await fleet.ask(perSecond: rate, for: .seconds(max(2, Double(site.buildings.count) / rate)))
                try await fleet.settle()
                _ = fleet.harvest()
                try await fleet.ask(perSecond: rate, for: time)
                try await fleet.settle()
                measurement.steady = fleet.harvest()
                for _ in 0..<rounds {
                    let shown = try await turn(fleet, processes, &measurement)
                    measurement.throughput.append(shown.answers)
                    measurement.processor.append(shown.processor)
                    measurement.allProcessors.append(shown.allProcessors)
                    guard pages > 0 else { continue }
                    let (seen, withPages) = try await OpenPages.open(pages, port: site.pagePort) {
                        var faults = ControllerMeasurement()
                        let turn = try await turn(fleet, processes, &faults)
                        return (turn, faults)
                    }
                    measurement = measurement + withPages
                    measurement.throughputWithPages.append(seen.answers)
                    measurement.processorWithPages.append(seen.processor)
                }
                return measurement
            }
        }
    }

    /// One turn of full load: answers a second, and the processor time for each.
    private func turn(
        _ fleet: DemandFleet,
        _ processes: ControllerBenchSite.Processes,
        _ measurement: inout ControllerMeasurement
    ) async throws -> Turn {
        let before = try processes.use()
        let begin = ContinuousClock.now
        try await fleet.saturate(underWay, for: time / Double(rounds))
        let seconds = (ContinuousClock.now - begin) / .seconds(1)
        let answers = fleet.harvest()
        let after = try processes.use()
        try await fleet.settle()
        var faults = answers + fleet.harvest()
        faults.latencies = []
        measurement.faults = measurement.faults + faults
        let count = Double(answers.latencies.count)
        return Turn(
            answers: count / seconds,
            processor: (after.responder - before.responder) / count * 1_000_000,
            allProcessors: (after.all - before.all) / count * 1_000_000
        )
    }

    private struct Turn {
        let answers: Double
        let processor: Double
        let allProcessors: Double
    }
}
