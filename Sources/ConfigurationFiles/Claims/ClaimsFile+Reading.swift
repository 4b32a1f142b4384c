extension YAMLValue {
    func claimFigures() throws(ConfigurationError) -> [ClaimsFile.Figure] {
        var figures: [ClaimsFile.Figure] = []
        for item in try namedItems(expected: "a list of figures") {
            let keys = try YAMLMapping<ClaimFigureKey>(item, expected: "a figure")
            figures.append(
                ClaimsFile.Figure(
                    id: try keys.required(.id).resultName(),
                    experiment: try keys.required(.experiment).resultName(),
                    sweep: try keys.required(.sweep).resultName(),
                    measure: try keys.required(.measure).choice(),
                    claims: try keys.required(.claims).claims(),
                    line: item.line
                )
            )
        }
        return figures
    }

    private func claims() throws(ConfigurationError) -> [ClaimsFile.Claim] {
        var claims: [ClaimsFile.Claim] = []
        for item in try namedItems(expected: "a list of claims") {
            let keys = try YAMLMapping<ClaimKey>(item, expected: "a claim")
            var tests: [ClaimsFile.Test] = []
            for test in try keys.required(.tests).items(expected: "a list of tests") {
                tests.append(try YAMLMapping<ClaimTestKey>(test, expected: "a test").test())
            }
            guard !tests.isEmpty else { throw try keys.required(.tests).error("expected at least one test") }
            claims.append(
                ClaimsFile.Claim(
                    id: try keys.required(.id).resultName(),
                    text: try keys.required(.text).text(expected: "what is claimed"),
                    tests: tests
                )
            )
        }
        return claims
    }

    /// A decimal number of either sign.
    func decimal() throws(ConfigurationError) -> Double {
        guard case .number(let text)? = scalar(), let number = ExactDecimal(text) else {
            throw mismatch(expected: "a decimal number")
        }
        return number.approximate
    }

    /// A value of a sweep, written like there: a number, or a price in quotes.
    func sweepValue() throws(ConfigurationError) -> ExactDecimal {
        switch scalar() {
        case .number(let text)?, .text(let text)?:
            if let number = ExactDecimal(text) { return number }
        default: break
        }
        throw mismatch(expected: "a value of the sweep")
    }
}
