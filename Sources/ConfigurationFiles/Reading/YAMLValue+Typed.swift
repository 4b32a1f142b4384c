import Units

extension YAMLValue {
    /// Text that is not empty, on one or more lines.
    func text(expected: String) throws(ConfigurationError) -> String {
        guard case .text(let text)? = scalar(), !text.isEmpty else { throw mismatch(expected: expected) }
        return text
    }

    /// A whole number within a range, such as `1000000`.
    func wholeNumber(in range: ClosedRange<Int64>, unit: String) throws(ConfigurationError) -> Int64 {
        let expected = "a whole number of \(unit) from \(range.lowerBound) to \(range.upperBound)"
        guard case .number(let text)? = scalar(), let number = ExactDecimal(text)?.units(places: 0),
            range.contains(number), !text.contains(".")
        else { throw mismatch(expected: expected) }
        return number
    }

    /// A decimal number greater than zero, such as `60` or `0.25`.
    func positiveNumber(unit: String) throws(ConfigurationError) -> ExactDecimal {
        let expected = "a decimal number of \(unit) greater than 0"
        guard case .number(let text)? = scalar(), let number = ExactDecimal(text), number.coefficient > 0
        else { throw mismatch(expected: expected) }
        return number
    }

    /// A decimal string such as `"0.20"`, in units of 10^−`places` and within a range of those.
    ///
    /// Money and shares are written as strings, because most YAML and JSON tools turn `0.20` into binary floating
    /// point.
    func decimalString(
        places: Int,
        in range: ClosedRange<Int64>,
        expected: String
    ) throws(ConfigurationError) -> Int64 {
        switch scalar() {
        case .number(let text)?:
            throw error("expected \(expected) as a string, found the number \(text); write \"\(text)\" in quotes")
        case .text(let text)?:
            guard let number = ExactDecimal(text) else { throw mismatch(expected: expected) }
            guard number.scale <= places else {
                throw error("expected \(expected) with at most \(places) decimals, found \"\(text)\"")
            }
            guard let units = number.units(places: places), range.contains(units) else {
                throw mismatch(expected: expected)
            }
            return units
        default:
            throw mismatch(expected: expected)
        }
    }

    /// `true` or `false`.
    func truth() throws(ConfigurationError) -> Bool {
        guard case .boolean(let text)? = scalar() else { throw mismatch(expected: "true or false") }
        return text.lowercased() == "true"
    }

    /// One of the words that an enumeration knows, such as `no-bounds`.
    func choice<Choice>(
        _ type: Choice.Type = Choice.self
    ) throws(ConfigurationError) -> Choice where Choice: RawRepresentable<String> & CaseIterable {
        let known = Choice.allCases.map(\.rawValue)
        let expected = "one of \(known.joined(separator: ", "))"
        guard case .text(let text)? = scalar() else { throw mismatch(expected: expected) }
        guard let choice = Choice(rawValue: text) else {
            throw error("expected \(expected), found \"\(text)\"\(suggestion(for: text, among: known, listing: false))")
        }
        return choice
    }

    /// A length of time such as `6h`, `90m` or `1h30m`, longer than nothing.
    func interval() throws(ConfigurationError) -> Interval {
        let expected = "a duration such as 6h, 90m or 1h30m"
        guard case .text(let text)? = scalar(), let interval = Interval(duration: text), interval > .zero,
            interval <= .hours(24 * 366)
        else { throw mismatch(expected: expected) }
        return interval
    }
}

extension Interval {
    /// Reads a sum of `h`, `m`, `s` and `ms`, each at most once and in this order; the numbers may have decimals as
    /// long as each part is in whole milliseconds. `nil` for anything else.
    init?(duration text: String) {
        let units: [(name: String, milliseconds: Int64)] = [("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)]
        var rest = text[...]
        var unitsLeft = units[...]
        var total: Int64 = 0
        while !rest.isEmpty {
            let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            let name = rest[number.endIndex...].prefix { $0.isASCII && $0.isLetter }
            guard let index = unitsLeft.firstIndex(where: { $0.name == name }),
                let part = Self.milliseconds(String(number), of: units[index].milliseconds)
            else { return nil }
            let (sum, overflow) = total.addingReportingOverflow(part)
            guard !overflow else { return nil }
            total = sum
            unitsLeft = units[(index + 1)...]
            rest = rest[name.endIndex...]
        }
        guard !text.isEmpty else { return nil }
        self.init(milliseconds: total)
    }

    /// A decimal number of units in whole milliseconds.
    private static func milliseconds(_ number: String, of unit: Int64) -> Int64? {
        guard let thousandths = ExactDecimal(number)?.units(places: 9) else { return nil }
        let (product, overflow) = Int128(thousandths).multipliedReportingOverflow(by: Int128(unit))
        guard !overflow, product.isMultiple(of: 1_000_000_000) else { return nil }
        return Int64(exactly: product / 1_000_000_000)
    }
}
