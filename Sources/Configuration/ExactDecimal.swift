/// A decimal number as it was written, exactly: `coefficient` · 10^−`scale`.
///
/// Files state arrival rates, durations, prices and factors in decimals; binary floating point would change them before
/// anything is computed.
public struct ExactDecimal: Hashable, Sendable {
    /// The digits without the point.
    public let coefficient: Int128

    /// The number of digits after the point; trailing zeros do not count.
    public let scale: Int

    /// Reads `[-]digits[.digits]` of at most 30 digits; anything else, exponents included, is `nil`.
    public init?(_ text: String) {
        var digits = text.utf8[...]
        let isNegative = digits.first == UInt8(ascii: "-")
        if isNegative { digits = digits.dropFirst() }
        let parts = digits.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        let isDigits = { (part: Substring.UTF8View) in
            !part.isEmpty && part.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        }
        guard digits.count <= 31, parts.allSatisfy(isDigits) else { return nil }
        let fraction = parts.count == 2 ? parts[1] : ""[...].utf8
        var coefficient: Int128 = 0
        for digit in parts[0] { coefficient = coefficient * 10 + Int128(digit - UInt8(ascii: "0")) }
        for digit in fraction { coefficient = coefficient * 10 + Int128(digit - UInt8(ascii: "0")) }
        var scale = fraction.count
        while scale > 0, coefficient.isMultiple(of: 10) {
            coefficient /= 10
            scale -= 1
        }
        self.coefficient = isNegative ? -coefficient : coefficient
        self.scale = scale
    }

    /// Creates the number `units` · 10^−`places`.
    public init(units: Int64, places: Int) {
        var coefficient = Int128(units)
        var scale = places
        while scale > 0, coefficient.isMultiple(of: 10) {
            coefficient /= 10
            scale -= 1
        }
        self.coefficient = coefficient
        self.scale = scale
    }

    /// The number in units of 10^−`places`; `nil` where it has more decimals than that or does not fit.
    public func units(places: Int) -> Int64? {
        guard scale <= places else { return nil }
        var units = coefficient
        for _ in scale..<places {
            let (product, overflow) = units.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            units = product
        }
        return Int64(exactly: units)
    }

    /// The number divided by a positive one; `nil` where the quotient has more than nine decimals more.
    public func divided(by divisor: Int64) -> ExactDecimal? {
        var (numerator, places) = (coefficient, scale)
        while !numerator.isMultiple(of: Int128(divisor)) {
            let (next, overflow) = numerator.multipliedReportingOverflow(by: 10)
            guard !overflow, places < scale + 9 else { return nil }
            numerator = next
            places += 1
        }
        guard let units = Int64(exactly: numerator / Int128(divisor)) else { return nil }
        return ExactDecimal(units: units, places: places)
    }

    /// The nearest binary floating-point number, for the random draws of a simulation; never for a decision.
    public var approximate: Double {
        var divisor = 1.0
        for _ in 0..<scale { divisor *= 10 }
        return Double(coefficient) / divisor
    }
}

extension ExactDecimal: CustomStringConvertible {
    public var description: String {
        guard scale > 0 else { return "\(coefficient)" }
        let digits = String(coefficient.magnitude)
        let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
        return (coefficient < 0 ? "-" : "") + padded.dropLast(scale) + "." + padded.suffix(scale)
    }
}
