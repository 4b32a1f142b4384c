import Units

/// Quantities as a transcript writes them: a number and a unit for reading, `40kW` or `1h30m`, and exact when written.
enum Quantity {
    /// Watts of `40kW`, `250W`.
    static func power(_ text: Substring) -> Int64? {
        scaled(text, units: ["W": 1, "kW": 1_000, "MW": 1_000_000])
    }

    /// Millijoules of `40kWh`, `5Wh`, `30kJ`, `7mJ`.
    static func energy(_ text: Substring) -> Int64? {
        scaled(text, units: ["mJ": 1, "J": 1_000, "kJ": 1_000_000, "Wh": 3_600_000, "kWh": 3_600_000_000])
    }

    /// Milliseconds of `90s`, `1h30m`, `250ms`.
    static func time(_ text: Substring) -> Int64? {
        var rest = text
        var sum: Int64 = 0
        while !rest.isEmpty {
            let number = rest.prefix { $0.isNumber || $0 == "." }
            let unit = rest.dropFirst(number.count).prefix { $0.isLetter }
            let units: [String: Int64] = ["ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000]
            guard let part = scaled(number + unit, units: units) else { return nil }
            sum += part
            rest = rest.dropFirst(number.count + unit.count)
        }
        return text.isEmpty ? nil : sum
    }

    /// Parts per 10⁹ of `0.4` or `400000000ppb`.
    static func share(_ text: Substring) -> Int64? {
        scaled(text, units: ["": 1_000_000_000, "ppb": 1])
    }

    /// 10⁻⁶ of `1.5`.
    static func price(_ text: Substring) -> Int64? {
        scaled(text, units: ["": 1_000_000])
    }

    /// A decimal number times its unit, if that is a whole number.
    private static func scaled(_ text: Substring, units: [String: Int64]) -> Int64? {
        let number = text.prefix { $0.isNumber || $0 == "." }
        guard let unit = units[String(text.dropFirst(number.count))] else { return nil }
        let halves = number.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = halves.first, let whole = Int64(first) else { return nil }
        var value = whole * unit
        guard halves.count == 2 else { return value }
        var place = unit
        for digit in halves[1] {
            guard let digit = digit.wholeNumberValue, place % 10 == 0 else { return nil }
            place /= 10
            value += Int64(digit) * place
        }
        return value
    }
}

extension Quantity {
    /// `40 kW` or, where that is not whole, `40100 W`.
    static func text(watts: Int64) -> String {
        if watts == 0 { return "-" }
        return watts % 1_000 == 0 ? "\(watts / 1_000) kW" : "\(watts) W"
    }

    /// `12.5 kWh` where six decimals are exact, else millijoules.
    static func text(millijoules: Int64) -> String {
        if millijoules == 0 { return "-" }
        let perMicro = Energy.millijoulesPerKilowattHour / 1_000_000
        guard millijoules % perMicro == 0 else { return "\(millijoules) mJ" }
        return "\(decimal(micros: Int128(millijoules / perMicro))) kWh"
    }

    /// `1:36:00`, with milliseconds where there are some.
    static func text(milliseconds: Int64) -> String {
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let seconds = milliseconds / 1_000
        let fraction = milliseconds % 1_000
        let clock = "\(seconds / 3_600):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
        return fraction == 0 ? clock : clock + "." + String(String(fraction + 1_000).dropFirst())
    }

    /// A number of millionths as a decimal without trailing zeros.
    static func decimal(micros: Int128) -> String {
        var fraction = String(String(micros % 1_000_000 + 1_000_000).dropFirst())
        while fraction.last == "0" { fraction.removeLast() }
        return "\(micros / 1_000_000)" + (fraction.isEmpty ? "" : "." + fraction)
    }
}
