import Units

/// Prices as they stand in payloads: a decimal string per kWh, with two decimals at least and six at most.
enum DecimalPrice {
    static func text(_ price: Price) -> String {
        let micros = price.micros.magnitude
        var decimals = String(micros % 1_000_000)
        decimals = String(repeating: "0", count: 6 - decimals.utf8.count) + decimals
        while decimals.utf8.count > 2, decimals.hasSuffix("0") { decimals.removeLast() }
        return "\(price.micros < 0 ? "-" : "")\(micros / 1_000_000).\(decimals)"
    }

    /// The price of a text as ``text(_:)`` writes it; `nil` for any other.
    static func price(_ text: String) -> Price? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, (2...6).contains(parts[1].utf8.count), let whole = Int64(parts[0]),
            let decimals = Int64(parts[1] + String(repeating: "0", count: 6 - parts[1].utf8.count))
        else { return nil }
        let (micros, overflow) = whole.multipliedReportingOverflow(by: 1_000_000)
        guard !overflow, decimals >= 0 else { return nil }
        let (sum, isTooLarge) = micros.addingReportingOverflow(text.hasPrefix("-") ? -decimals : decimals)
        let price = Price(micros: sum)
        return !isTooLarge && DecimalPrice.text(price) == text ? price : nil
    }
}
