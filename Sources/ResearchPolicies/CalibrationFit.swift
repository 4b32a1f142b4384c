public import Allocation
import Simulation
public import Units

/// A reading of all three policies at one cap and period, and how far its energies are from the printed ones.
public struct CalibrationFit: Sendable {
    /// The readings of `strict`, `no-bounds` and `adaptive`, as indices of ``Candidate/all``.
    public let candidates: [Int]

    /// The cap.
    public let cap: Power

    /// The period.
    public let period: Interval

    /// What each of them measures.
    public let cells: [Calibration.Cell]

    /// The relative errors: battery and grid-premium of each.
    public let errors: [Double]

    /// The root of the mean square of ``errors``.
    public var error: Double {
        (errors.reduce(0) { $0 + $1 * $1 } / Double(errors.count)).squareRoot()
    }

    /// Whether the unit costs are as Figure 4.7 is said to show them: strict within 5 %, adaptive between 5 and 9 %,
    /// no bounds 1.5 to 3 times as far apart as adaptive; all without regard to the sign.
    public var meetsFairness: Bool {
        let magnitudes = cells.map { abs($0.difference.mean) }
        return magnitudes[0] <= 5 && (5...9).contains(magnitudes[2])
            && (1.5...3).contains(magnitudes[1] / magnitudes[2])
    }

    /// Whether all three readings are policies of the product.
    public var isShipped: Bool { candidates.allSatisfy { Candidate.all[$0].isShipped } }
}

/// What a search has found.
public struct CalibrationResult: Sendable {
    /// The best cap and period of every combination of readings, the best combination first.
    public let best: [CalibrationFit]

    /// For every cap the best period of the best combination: a valley where the two trade off.
    public let ridge: [CalibrationFit]

    /// The best of all fits that show Figure 4.7's unit costs, too; `nil` if none does.
    public let bestFair: CalibrationFit?
}

extension Calibration {
    /// The kinds of policies of which energies are printed, in the order of ``CalibrationFit/candidates``.
    public static let kinds: [PolicyKind] = [.strict, .noBounds, .adaptive]

    /// Fits measurements to printed energies.
    ///
    /// - Parameters:
    ///   - measured: what `measure` found, `[cap][candidate][period]`.
    ///   - printed: the energies of ``kinds``.
    public func fit(_ measured: [[[Cell]]], to printed: [Printed]) -> CalibrationResult {
        let choices = Self.kinds.map { kind in Candidate.all.indices.filter { Candidate.all[$0].kind == kind } }
        var best: [CalibrationFit] = []
        var bestFair: CalibrationFit?
        for strict in choices[0] {
            for noBounds in choices[1] {
                for adaptive in choices[2] {
                    let fits = fits([strict, noBounds, adaptive], measured, printed).flatMap(\.self)
                    if let fit = fits.min(by: { $0.error < $1.error }) { best.append(fit) }
                    for fit in fits where fit.meetsFairness && fit.error < bestFair?.error ?? .infinity {
                        bestFair = fit
                    }
                }
            }
        }
        best.sort { $0.error < $1.error }
        let ridge = best.first.map { first in
            fits(first.candidates, measured, printed).compactMap { ofCap in
                ofCap.min { $0.error < $1.error }
            }
        }
        return CalibrationResult(best: best, ridge: ridge ?? [], bestFair: bestFair)
    }

    /// A combination at every cap and period.
    private func fits(
        _ candidates: [Int],
        _ measured: [[[Cell]]],
        _ printed: [Printed]
    ) -> [[CalibrationFit]] {
        caps.indices.map { cap in
            periods.indices.map { period in
                let cells = candidates.map { measured[cap][$0][period] }
                let errors = zip(cells, printed).flatMap { cell, printed in
                    [cell.battery.mean / printed.battery - 1, cell.gridPremium.mean / printed.gridPremium - 1]
                }
                return CalibrationFit(
                    candidates: candidates,
                    cap: caps[cap],
                    period: periods[period],
                    cells: cells,
                    errors: errors
                )
            }
        }
    }
}
