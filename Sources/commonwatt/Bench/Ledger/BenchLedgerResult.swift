/// What a load on the ledger gave, and the limit that was measured around it.
struct BenchLedgerResult {
    let name: String
    let outcome: BenchClients.Outcome
    let limit: Double

    /// The figures of all loads of a run.
    static func report(
        _ results: [BenchLedgerResult],
        limit: String,
        contract: BenchContract,
        bytesPerTransaction: Double
    ) -> BenchReport {
        var report = BenchReport()
        for result in results { report.figures += result.figures(limit: limit, contract: contract) }
        report.figures.append(
            BenchReport.Figure(
                bench: "ledger",
                figure: "\(contract.rawValue): bytes on disk per transaction",
                value: bytesPerTransaction,
                unit: "B",
                reference: ("Fabric: about 4000 bytes", 4_000),
                goal: contract == .allocation ? .atMost(1_500.0 / 4_000) : nil
            )
        )
        return report
    }

    private func figures(limit name: String, contract: BenchContract) -> [BenchReport.Figure] {
        let done = Double(outcome.latencies.count)
        let all = done + Double(outcome.failures)
        var figures = [
            figure("throughput", outcome.throughput, "tx/s", (name, limit), .atLeast(0.7)),
            figure("succ", done, "tx", ("transactions handed in", all), .atLeast(1)),
            figure("fail", Double(outcome.failures), "tx", ("transactions handed in", all), .atMost(0)),
            figure("read conflicts", Double(outcome.conflicts), "tx", ("transactions handed in", all), .atMost(0)),
            figure("send rate", outcome.sendRate, "tx/s", (name, limit), nil),
        ]
        let latencies: [(String, Double)] = [
            ("max latency", outcome.latencies.last ?? 0), ("min latency", outcome.latencies.first ?? 0),
            ("avg latency", outcome.averageLatency), ("p50 latency", outcome.percentile(0.5)),
            ("p95 latency", outcome.percentile(0.95)), ("p99 latency", outcome.percentile(0.99)),
        ]
        for (title, seconds) in latencies {
            let reference = ("its signatures alone, at the limit", 1_000 / limit)
            figures.append(figure(title, seconds * 1_000, "ms", reference, nil))
        }
        if contract == .fabcoin {
            figures.append(
                figure("throughput against Fabric", outcome.throughput, "tx/s", ("Table A.1", 3_560), .atLeast(1))
            )
            let latency = outcome.averageLatency * 1_000
            figures.append(figure("avg latency against the bound", latency, "ms", ("100 ms", 100), .atMost(1)))
        }
        return figures
    }

    private func figure(
        _ title: String,
        _ value: Double,
        _ unit: String,
        _ reference: (name: String, value: Double),
        _ goal: BenchReport.Goal?
    ) -> BenchReport.Figure {
        BenchReport.Figure(
            bench: "ledger",
            figure: "\(name): \(title)",
            value: value,
            unit: unit,
            reference: reference,
            goal: goal
        )
    }
}
