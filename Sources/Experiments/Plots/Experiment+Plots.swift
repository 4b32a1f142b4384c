import Allocation
import Configuration
import Simulation

extension Experiment {
    /// The pictures of the experiment's panels, one for each reading.
    public func plots(of results: [ReplicationResult]) -> [Plot] {
        var summarizer = Summarizer(self)
        for result in results { summarizer.add(result) }
        let summary = summarizer.summary
        return file.panels.flatMap { panel in
            file.readings.indices.map { reading in
                panel.against.map { pareto(panel, $0, reading: reading, summary) }
                    ?? sweepPlot(panel, reading: reading, summary)
            }
        }
    }

    private func sweepPlot(_ panel: ExperimentFile.Panel, reading: Int, _ summary: Summary) -> Plot {
        let rows = summary.rows.filter {
            $0.cell.sweep == panel.sweep && $0.cell.reading == reading && $0.measure == panel.measure
        }
        var data: [(name: String, lines: [String])] = []
        var (solid, dotted): ([String], [String]) = ([], [])
        let policies = drawn(reading)
        for (index, policy) in policies.enumerated() {
            let style = policy.style(among: policies)
            let curve = Curve(
                points: rows.filter { $0.cell.policy == policy.name }.map { row in
                    Curve.Point(
                        x: value(of: row.cell).approximate / panel.axisUnit.approximate,
                        estimate: row.estimate,
                        exact: row.exact
                    )
                }
            )
            if !curve.solid.isEmpty {
                data.append(("solid\(index)", curve.solid))
                solid += style.curves("$solid\(index)")
            }
            if !curve.bare.isEmpty {
                data.append(("dotted\(index)", curve.dotted))
                data.append(("bare\(index)", curve.bare))
                dotted += style.dottedCurves("$dotted\(index)", "$bare\(index)", isNamed: curve.solid.isEmpty)
            }
        }
        if !dotted.isEmpty {
            dotted.append(
                "NaN with linespoints linecolor rgb '#606060' dashtype (2,3) pointtype 6 "
                    + "title 'closed form or mean'"
            )
        }
        return Plot(
            name: "\(panel.id)-\(file.readings[reading].id)",
            data: data,
            settings: settings(panel, reading),
            curves: dotted.isEmpty ? solid : dotted.dropLast() + solid + dotted.suffix(1)
        )
    }

    private func settings(_ panel: ExperimentFile.Panel, _ reading: Int) -> [String] {
        let caption = file.readings[reading].caption(of: file.sweeps[panel.sweep])
        var settings = [
            "set title \(Plot.quoted("{/:Bold \(panel.title)}\\n\(caption)")) offset 0,0.3"
                .replacing("'", with: "\""),
            "set xlabel \(Plot.quoted(panel.label))", "set ylabel \(Plot.quoted(panel.measure.axisLabel))",
            "set samples 2", "set offsets 0, 0, graph 0.04, 0",
        ]
        if panel.scale == .log {
            // Below a watt-hour or so nothing is worth a decade of the picture.
            settings += ["set logscale y 10", "set format y '10^{%L}'", "set yrange [0.001:*]", "unset offsets"]
        } else if panel.measure == .batteryUsed {
            settings += ["set yrange [0:*<100]"]
        } else if panel.measure.startsAtZero {
            settings.append("set yrange [0:*]")
        } else {
            settings.append("set offsets 0, 0, graph 0.06, graph 0.06")
            settings.append("set xzeroaxis linetype 1 linecolor rgb '#808080' linewidth 1")
        }
        if panel.against == nil {
            let values = file.sweeps[panel.sweep].values.map { $0.approximate / panel.axisUnit.approximate }
            settings += Self.horizontal(panel.axisScale, from: values.min() ?? 0, to: values.max() ?? 1, values)
        }
        return settings
    }

    /// The horizontal axis, a little wider than what stands at it. One that is divided by powers of ten names the
    /// values themselves.
    private static func horizontal(
        _ scale: ExperimentFile.AxisScale,
        from first: Double,
        to last: Double,
        _ values: [Double]
    ) -> [String] {
        guard scale == .log else {
            let margin = last > first ? (last - first) * 0.04 : 1
            return ["set xrange [\(first - margin):\(last + margin)]"]
        }
        let margin = last > first ? (last / first).squareRoot().squareRoot().squareRoot().squareRoot() : 2
        let labels = values.map { "'\(readable($0))' \($0)" }.joined(separator: ", ")
        return [
            "set logscale x 10", "set xtics (\(labels))", "set xrange [\(first / margin):\(last * margin)]",
        ]
    }

    /// The reading's policies in the order in which they are drawn: the source's last, since their small filled markers
    /// fit into the large open ones.
    private func drawn(_ reading: Int) -> [NamedPolicy] {
        let named = file.readings[reading].policies.compactMap { name in policies.first { $0.name == name } }
        func isOurs(_ policy: NamedPolicy) -> Bool { PolicyStyle(policy.file.policy.kind).size > 1 }
        return named.filter(isOurs) + named.filter { !isOurs($0) }
    }

    /// One measure against another, a point for every policy, and the policies that none is better than in both.
    private func pareto(
        _ panel: ExperimentFile.Panel,
        _ opponent: ExperimentFile.Panel.Opponent,
        reading: Int,
        _ summary: Summary
    ) -> Plot {
        func row(_ policy: String, _ measure: ExperimentFile.Measure) -> Summary.Row? {
            summary.rows.first {
                $0.cell.sweep == panel.sweep && $0.cell.value == opponent.value && $0.cell.reading == reading
                    && $0.cell.policy == policy && $0.measure == measure
            }
        }
        var data: [(name: String, lines: [String])] = []
        var curves: [String] = []
        var places: [(x: Double, y: Double)] = []
        for (index, policy) in drawn(reading).enumerated() {
            guard let x = row(policy.name, opponent.measure)?.estimate,
                let y = row(policy.name, panel.measure)?.estimate
            else { continue }
            places.append((x.mean, y.mean))
            data.append(("point\(index)", ["\(x.mean) \(y.mean) \(x.halfWidth) \(y.halfWidth)"]))
            curves += policy.paretoCurves("$point\(index)")
        }
        let front = places.filter { point in
            !places.contains { ($0.x < point.x && $0.y <= point.y) || ($0.x <= point.x && $0.y < point.y) }
        }
        if front.count > 1 {
            data.append(("front", front.sorted { ($0.x, -$0.y) < ($1.x, -$1.y) }.map { "\($0.x) \($0.y)" }))
            let line = "$front with steps linecolor rgb '#808080' dashtype (2,3) title 'none is better in both'"
            curves.insert(line, at: 0)
        }
        var settings = settings(panel, reading)
        let widest = places.map(\.x).max() ?? 1
        settings += ["set grid xtics", "set xrange [\(-0.03 * widest):\(1.06 * widest)]"]
        return Plot(name: "\(panel.id)-\(file.readings[reading].id)", data: data, settings: settings, curves: curves)
    }
}

extension PolicyStyle {
    /// A line with markers, and its intervals.
    fileprivate func curves(_ block: String) -> [String] {
        [
            "\(block) using 1:2:3 with yerrorbars linecolor rgb '\(color)' linewidth 1.2 pointtype 0 notitle",
            "\(block) using 1:2 with linespoints linecolor rgb '\(color)' linewidth 1.8 dashtype \(dash) "
                + "pointtype \(marker) pointsize \(size) title \(Plot.quoted(name))",
        ]
    }

    /// A dotted line with open markers, for what has no meaningful interval.
    ///
    /// - Parameter isNamed: whether it stands in the legend, because the policy has no other line there.
    fileprivate func dottedCurves(_ line: String, _ points: String, isNamed: Bool) -> [String] {
        [
            "\(line) using 1:2 with lines linecolor rgb '\(color)' linewidth 1.4 dashtype (2,3) notitle",
            "\(points) using 1:2 with points linecolor rgb '\(color)' linewidth 1.2 pointtype \(openMarker) "
                + "pointsize \(size) \(isNamed ? "title \(Plot.quoted(name))" : "notitle")",
        ]
    }
}

extension Experiment.NamedPolicy {
    /// How it is drawn beside others: two adaptive policies are told apart by their signals.
    fileprivate func style(among policies: [Experiment.NamedPolicy]) -> PolicyStyle {
        let kind = file.policy.kind
        let isAlone = policies.count { $0.file.policy.kind == kind } == 1
        return PolicyStyle(kind, signal: isAlone ? nil : file.policy.signal)
    }

    /// A point with both intervals: filled where the load is split again at every event, open where splits are held.
    fileprivate func paretoCurves(_ block: String) -> [String] {
        let style = PolicyStyle(file.policy.kind)
        let isHeld = file.policy.discipline == .admission
        var marker = isHeld ? style.openMarker : style.filledMarker
        var name = style.name
        if isHeld { name = "\(file.policy.kind == .noBounds ? "no bounds" : file.policy.kind.rawValue), held" }
        if file.policy.kind == .adaptive, isHeld, let signal = file.policy.signal {
            name += signal == .clusterLoad ? " (L)" : " (G)"
            // A pentagon: the two signals differ in more than their names.
            if signal == .clusterLoad { marker = 14 }
        }
        return [
            "\(block) using 1:2:3:4 with xyerrorbars linecolor rgb '\(style.color)' linewidth 1.5 "
                + "pointtype \(marker) pointsize \(max(1.5, 1.4 * style.size)) title \(Plot.quoted(name))"
        ]
    }
}
