import Configuration
import Units

/// A picture as a script for gnuplot, which draws it as SVG and as PNG into the directory it runs in.
public struct Plot: Hashable, Sendable {
    /// The name of its files, without what follows the point.
    public let name: String

    /// The script.
    public let script: String

    /// A picture: what draws it, under a title and beside its axes.
    ///
    /// - Parameters:
    ///   - data: named data blocks.
    ///   - settings: what differs from picture to picture.
    ///   - curves: the elements of the plot command.
    init(name: String, data: [(name: String, lines: [String])], settings: [String], curves: [String]) {
        self.name = name
        var lines = ["# Draws \(name).svg and \(name).png: gnuplot \(name).gp"]
        for block in data { lines += ["$\(block.name) << EOD"] + block.lines + ["EOD"] }
        lines += [
            "set encoding utf8", "set border 3 linecolor rgb '#404040'", "set tics nomirror out",
            "set grid ytics linecolor rgb '#D8D8D8' linewidth 1",
            "set minussign", "set xlabel offset 0,0.5", "set errorbars small",
            // The legend stands at the lower edge, and the margin leaves its rows room below the axis's label.
            "set key at screen 0.5,0.015 center bottom horizontal maxcols 3 Left reverse",
            "set key font ',12' samplen 4 spacing 1.4 width 1",
            "set bmargin \(4.2 + 1.3 * Double((curves.count { $0.contains(" title ") } + 2) / 3))",
        ]
        lines += settings
        for (terminal, ending) in [
            ("svg size 860,600 font 'DejaVu Sans,14' background 'white'", "svg"),
            ("pngcairo size 1290,900 font 'DejaVu Sans,14' fontscale 1.3 linewidth 1.5 pointscale 1.4", "png"),
        ] {
            lines += [
                "set terminal \(terminal)", "set output '\(name).\(ending)'",
                "plot " + curves.joined(separator: ", \\\n     "), "unset output",
            ]
        }
        script = lines.joined(separator: "\n") + "\n"
    }

    /// Text in the quotes of a script.
    static func quoted(_ text: String) -> String {
        "'" + text.replacing("'", with: "’") + "'"
    }
}

extension ExperimentFile.Measure {
    /// What stands at its axis, in the source's words.
    var axisLabel: String {
        switch self {
        case .gridContract: "Energy drawn from grid-contract (kWh)"
        case .battery: "Energy drawn from the battery (kWh)"
        case .gridPremium: "Energy drawn from grid-premium (kWh)"
        case .gridPremiumShare: "Part of the energy drawn from grid-premium (%)"
        case .total: "Energy drawn (kWh)"
        case .cost: "Cost"
        case .batteryUsed: "Percentage of C used (%)"
        case .relativeDifference: "Relative unit cost difference (%)"
        case .unitCostDeviation: "Standard deviation of unit costs (per kWh)"
        case .jainIndex: "Jain’s index of the buildings’ unit costs"
        }
    }

    /// Whether it is never negative, so that its axis begins at zero.
    var startsAtZero: Bool { self != .relativeDifference && self != .jainIndex }
}

extension ExperimentFile.Reading {
    /// Cap and period, for the second line of a title; not the cap where that is what the sweep varies.
    func caption(of sweep: ExperimentFile.Sweep) -> String {
        let size = "\(readable(Double(cap.watts) / 1_000)) kW"
        let hours = "T = \(readable(Double(period.milliseconds) / 3_600_000)) h"
        switch sweep.parameter {
        case .cap: return "\(title): \(hours)"
        case .scale: return "\(title): L_{CAP} = M · \(size), \(hours)"
        default: return "\(title): L_{CAP} = \(size), \(hours)"
        }
    }
}
