/// What a load on the ledger gave, and the limit that was measured around it.
struct BenchLedgerResult {
    let name: String
    private var outcome = BenchClients.Outcome()
    private var signatures = SignatureLimit.Measurement()
    /// The processor time of the load, its clients included.
    var processorSeconds = 0.0

    init(name: String) {
        self.name = name
    }

    mutating func take(_ outcome: BenchClients.Outcome) {
        self.outcome.take(outcome)
    }

    mutating func take(_ measurement: SignatureLimit.Measurement) {
        signatures.transactions += measurement.transactions
        signatures.seconds += measurement.seconds
        signatures.processorSeconds += measurement.processorSeconds
    }

    /// The figures of all loads of a run.
    static func report(
        _ results: [BenchLedgerResult],
        limit: String,
        contract: BenchContract,
        endorsements: Int,
        bytesPerTransaction: Double
    ) -> BenchReport {
        var report = BenchReport()
        // What several loads leave on the disk is the contract's.
        let load = results.count == 1 ? results[0].name : contract.rawValue
        for result in results { report.figures += result.figures(limit: limit, contract: contract) }
        report.figures.append(
            BenchReport.Figure(
                bench: "ledger",
                figure: "\(load): bytes on disk per transaction",
                value: bytesPerTransaction,
                unit: "B",
                reference: ("Fabric: about 4000 bytes", 4_000),
                goal: load == "allocation" && endorsements == 1 ? .atMost(1_500.0 / 4_000) : nil
            )
        )
        return report
    }

    private func figures(limit name: String, contract: BenchContract) -> [BenchReport.Figure] {
        let latencies = outcome.latencies.sorted()
        let done = Double(latencies.count)
        let limit = Double(signatures.transactions) / signatures.seconds
        let all = done + Double(outcome.failures)
        var figures = [
            figure("throughput", outcome.throughput, "tx/s", (name, limit), .atLeast(0.7)),
            figure("succ", done, "tx", ("transactions handed in", all), .atLeast(1)),
            figure("fail", Double(outcome.failures), "tx", ("transactions handed in", all), .atMost(0)),
            figure("read conflicts", Double(outcome.conflicts), "tx", ("transactions handed in", all), .atMost(0)),
            figure("send rate", outcome.sendRate, "tx/s", (name, limit), nil),
        ]
        let columns: [(String, Double)] = [
            ("max latency", latencies.last ?? 0), ("min latency", latencies.first ?? 0),
            ("avg latency", outcome.averageLatency), ("p50 latency", Self.percentile(0.5, of: latencies)),
            ("p95 latency", Self.percentile(0.95, of: latencies)),
            ("p99 latency", Self.percentile(0.99, of: latencies)),
        ]
        for (title, seconds) in columns {
            let reference = ("one transaction's signatures at the limit", 1_000 / limit)
            figures.append(figure(title, seconds * 1_000, "ms", reference, nil))
        }
        let own = signatures.processorSeconds / Double(signatures.transactions) * 1e6
        figures.append(
            figure(
                "processor time per transaction",
                processorSeconds / done * 1e6,
                "us",
                ("that of the limit's signatures", own),
                nil
            )
        )
        if contract == .fabcoin {
            figures.append(
                figure("throughput against Fabric", outcome.throughput, "tx/s", ("Table A.1", 3_560), .atLeast(1))
            )
            let latency = outcome.averageLatency * 1_000
            figures.append(figure("avg latency against the bound", latency, "ms", ("100 ms", 100), .atMost(1)))
        }
        return figures
    }

    /// The latency that this part of the transactions does not exceed.
    private static func percentile(_ part: Double, of ascending: [Double]) -> Double {
        guard !ascending.isEmpty else { return 0 }
        return ascending[min(ascending.count - 1, Int(part * Double(ascending.count)))]
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
