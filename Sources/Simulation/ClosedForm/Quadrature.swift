/// Integrals of smooth functions, several of the same variable at once.
enum Quadrature {
    /// The integral from `low` to `high` in equal panels of ten Gauss-Legendre points each (NIST DLMF 3.5(v)).
    static func integral<Values: SIMD<Double>>(
        from low: Double,
        to high: Double,
        panels: Int,
        _ function: (Double) -> Values
    ) -> Values {
        integral(from: low, to: high, of: points(from: low, to: high, panels: panels).map(function))
    }

    /// The points at which a function has to be known, two for each weight.
    static func points(from low: Double, to high: Double, panels: Int) -> [Double] {
        let half = (high - low) / Double(2 * panels)
        return (0..<panels).flatMap { panel in
            let middle = low + half * Double(2 * panel + 1)
            return rule.flatMap { [middle - half * $0.node, middle + half * $0.node] }
        }
    }

    /// The integral of a function of which the values at ``points(from:to:panels:)`` are known.
    static func integral<Values: SIMD<Double>>(from low: Double, to high: Double, of values: [Values]) -> Values {
        let panels = values.count / (2 * rule.count)
        var total = Values.zero
        for panel in 0..<panels {
            for (place, (_, weight)) in rule.enumerated() {
                let index = 2 * (panel * rule.count + place)
                total += weight * (values[index] + values[index + 1])
            }
        }
        return total * ((high - low) / Double(2 * panels))
    }

    private static let rule: [(node: Double, weight: Double)] = [
        (0.14887433898163122, 0.29552422471475287),
        (0.4333953941292472, 0.26926671930999635),
        (0.6794095682990244, 0.21908636251598204),
        (0.8650633666889845, 0.1494513491505806),
        (0.9739065285171717, 0.06667134430868814),
    ]
}
