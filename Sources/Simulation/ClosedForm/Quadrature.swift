/// Integrals of smooth functions, several of the same variable at once.
enum Quadrature {
    /// The integral from `low` to `high` in equal panels of ten Gauss-Legendre points each (NIST DLMF 3.5(v)).
    static func integral<Values: SIMD<Double>>(
        from low: Double,
        to high: Double,
        panels: Int,
        _ function: (Double) -> Values
    ) -> Values {
        let half = (high - low) / Double(2 * panels)
        var total = Values.zero
        for panel in 0..<panels {
            let middle = low + half * Double(2 * panel + 1)
            for (node, weight) in rule {
                total += weight * (function(middle - half * node) + function(middle + half * node))
            }
        }
        return total * half
    }

    private static let rule: [(node: Double, weight: Double)] = [
        (0.14887433898163122, 0.29552422471475287),
        (0.4333953941292472, 0.26926671930999635),
        (0.6794095682990244, 0.21908636251598204),
        (0.8650633666889845, 0.1494513491505806),
        (0.9739065285171717, 0.06667134430868814),
    ]
}
