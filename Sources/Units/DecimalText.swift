/// Decimal text for people and files: the only place where integers become kilowatt-hours and money.
///
/// The text is made by integer division and rounded once, half away from zero, so that it carries no noise of binary
/// floating point.
public enum DecimalText {
    /// Enough decimals that a millijoule, which is 2.8 · 10⁻¹⁰ kWh, does not vanish.
    public static let defaultPlaces = 12

    /// The ratio of two whole numbers with at most `places` decimals; trailing zeros are left out unless `isPadded`.
    ///
    /// - Precondition: `denominator` is positive, and `denominator · 10^places` fits 128 bits.
    public static func ratio(
        _ numerator: Int128,
        _ denominator: Int128,
        places: Int = defaultPlaces,
        isPadded: Bool = false
    ) -> String {
        var scale: UInt128 = 1
        for _ in 0..<places { scale *= 10 }
        let divisor = UInt128(denominator)
        // The whole part is split off first: only the remainder is scaled, so that large numbers do not overflow.
        var (whole, remainder) = numerator.magnitude.quotientAndRemainder(dividingBy: divisor)
        let scaled = remainder * scale
        var fraction = scaled / divisor
        remainder = scaled % divisor
        if remainder >= divisor - remainder { fraction += 1 }
        if fraction == scale {
            whole += 1
            fraction = 0
        }
        let sign = numerator < 0 && (whole > 0 || fraction > 0) ? "-" : ""
        return sign + "\(whole)" + decimals(fraction, places: places, isPadded: isPadded)
    }

    private static func decimals(_ fraction: UInt128, places: Int, isPadded: Bool) -> String {
        let digits = String(fraction)
        var text = String(repeating: "0", count: max(0, places - digits.count)) + digits
        if !isPadded {
            while text.last == "0" { text.removeLast() }
        }
        return text.isEmpty || places == 0 ? "" : "." + text
    }
}

extension Energy {
    /// The energy in kilowatt-hours as decimal text.
    public func kilowattHours(places: Int = DecimalText.defaultPlaces, isPadded: Bool = false) -> String {
        DecimalText.ratio(
            Int128(millijoules),
            Int128(Self.millijoulesPerKilowattHour),
            places: places,
            isPadded: isPadded
        )
    }
}

extension Cost {
    /// The cost in the cluster's currency as decimal text.
    public func amount(places: Int = DecimalText.defaultPlaces, isPadded: Bool = false) -> String {
        DecimalText.ratio(
            microMillijoulesPerKilowattHour,
            Int128(Energy.millijoulesPerKilowattHour) * 1_000_000,
            places: places,
            isPadded: isPadded
        )
    }

    /// The cost per kilowatt-hour of an energy (an average unit cost, AUC) as decimal text; `nil` without energy.
    public func perKilowattHour(
        of energy: Energy,
        places: Int = DecimalText.defaultPlaces,
        isPadded: Bool = false
    ) -> String? {
        guard energy > .zero else { return nil }
        return DecimalText.ratio(
            microMillijoulesPerKilowattHour,
            Int128(energy.millijoules) * 1_000_000,
            places: places,
            isPadded: isPadded
        )
    }
}
