/// The benchmark's rows for one number of buildings.
struct ControllerFigures {
    let buildings: Int
    let rate: Double
    let pages: Int
    let controller: ControllerMeasurement
    let echo: ControllerMeasurement

    var figures: [BenchReport.Figure] {
        latencies + [throughput, processor, allProcessors] + (pages > 0 ? [pagesCost, pagesProcessor] : []) + [lost]
    }

    private func figure(
        _ figure: String,
        _ value: Double,
        _ unit: String,
        _ reference: (String, Double),
        _ goal: BenchReport.Goal? = nil
    ) -> BenchReport.Figure {
        BenchReport.Figure(
            bench: "controller",
            figure: "\(figure), \(buildings) buildings",
            value: value,
            unit: unit,
            reference: (name: reference.0, value: reference.1),
            goal: goal
        )
    }

    /// The percentiles of all answers at the steady rate; what the 99th may be is 25 ms.
    private var latencies: [BenchReport.Figure] {
        let (sorted, beside) = (controller.steady.latencies.sorted(), echo.steady.latencies.sorted())
        let at = "at \(Int(rate)) demands/s"
        let parts = [("p50", 0.5), ("p99", 0.99), ("p99.9", 0.999)]
        let rows = parts.map { name, part in
            figure(
                "\(name) from a demand to its reply \(at)",
                DemandAnswers.percentile(part, of: sorted),
                "ms",
                ("the echo", DemandAnswers.percentile(part, of: beside))
            )
        }
        let p99 = DemandAnswers.percentile(0.99, of: sorted)
        return rows + [figure("p99 \(at), held to its bound", p99, "ms", ("25 ms", 25), .atMost(1))]
    }

    private var throughput: BenchReport.Figure {
        figure(
            "replies a second under full load",
            Self.mean(controller.throughput),
            "replies/s",
            ("the echo", Self.mean(echo.throughput)),
            .atLeast(0.60)
        )
    }

    private var processor: BenchReport.Figure {
        figure(
            "processor time for a reply under full load",
            Self.mean(controller.processor),
            "µs",
            ("the echo", Self.mean(echo.processor))
        )
    }

    /// What a reply costs the machine; where all are busy its inverse is the throughput, whatever else runs.
    private var allProcessors: BenchReport.Figure {
        figure(
            "processor time for a reply of the broker, the controller and the buildings",
            Self.mean(controller.allProcessors),
            "µs",
            ("the echo instead", Self.mean(echo.allProcessors))
        )
    }

    private var pagesCost: BenchReport.Figure {
        figure(
            "replies a second with \(pages) pages open",
            Self.mean(controller.throughputWithPages),
            "replies/s",
            ("without pages, in turn", Self.mean(controller.throughput)),
            .atLeast(0.95)
        )
    }

    private var pagesProcessor: BenchReport.Figure {
        figure(
            "processor time for a reply with \(pages) pages open",
            Self.mean(controller.processorWithPages),
            "µs",
            ("without pages, in turn", Self.mean(controller.processor))
        )
    }

    /// Of a demand that is not answered, or refused, or answered twice, there should be none.
    private var lost: BenchReport.Figure {
        let all = controller.steady + controller.faults
        return figure(
            "demands that were lost, refused or answered twice",
            Double(all.lost + all.refusals + all.doubles),
            "demands",
            ("one", 1),
            .atMost(0)
        )
    }

    static func mean(_ values: [Double]) -> Double {
        values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count)
    }
}
