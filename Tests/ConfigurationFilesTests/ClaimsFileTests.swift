import Allocation
import ConfigurationFiles
import TestKit
import Testing

@Suite("A claims file")
struct ClaimsFileTests {
    private func read(_ test: String, measure: String = "battery_kwh") throws(ConfigurationError) -> ClaimsFile {
        let text = """
            figures:
              - id: "4.6a"
                experiment: fig-4.6
                sweep: load
                measure: \(measure)
                claims:
                  - id: a
                    text: Something is so.
                    tests:
                      - {\(test)}
            """
        return try ClaimsFile(InputFile(path: "claims.yaml", bytes: Array(text.utf8)))
    }

    @Test("says what has to be so, and where")
    func predicates() throws {
        typealias Test = (text: String, predicate: ClaimsFile.Predicate, place: ClaimsFile.Place)
        let tests: [Test] = [
            ("is: order, policies: [no-bounds, strict]", .order([.noBounds, .strict], magnitude: false), .every),
            (
                "is: between, policies: [max-min], least: -5, magnitude: true, at: last",
                .between([.maxMin], least: -5, most: nil, magnitude: true), .last
            ),
            (
                "is: near, policies: [strict], value: 910, within: 0.05, at: first",
                .near(.strict, value: 910, tolerance: 0.05), .first
            ),
            (
                "is: nearer, policies: [adaptive], toward: strict, from: no-bounds, share: 0.25, at: total",
                .nearer(.adaptive, toward: .strict, from: .noBounds, share: 0.25), .total
            ),
            (
                "is: rises, policies: [adaptive], than: no-bounds",
                .rises(.adaptive, than: .noBounds, magnitude: false), .every
            ),
            ("is: steady, policies: [levelling], within: 1.5", .steady(.levelling, within: 1.5), .every),
            (
                "is: factor, policies: [no-bounds], than: adaptive, least: 1.5, most: 3, at: [20000, \"3.5\"]",
                .factor(.noBounds, over: .adaptive, least: 1.5, most: 3),
                .values([ExactDecimal(units: 20_000, places: 0), ExactDecimal(units: 35, places: 1)])
            ),
        ]
        for (text, predicate, place) in tests {
            let claim = try #require(read(text).figures.first?.claims.first)
            #expect(claim.tests.map(\.predicate) == [predicate])
            #expect(claim.tests.map(\.place) == [place])
        }
    }

    @Test(
        "is refused with file, line and key",
        arguments: [
            (
                "is: order, policies: [strict, adaptiv]", "battery_kwh",
                "claims.yaml:10:44: figures[0].claims[0].tests[0].policies[1]: expected one of strict, no-bounds, "
                    + "adaptive, max-min, levelling, found \"adaptiv\"; did you mean \"adaptive\"?"
            ),
            (
                "is: order, policies: [strict, adaptive]", "batery_kwh",
                "claims.yaml:5:14: figures[0].measure: expected one of grid_contract_kwh, battery_kwh"
            ),
            ("is: ordre, policies: [strict]", "cost", "found \"ordre\"; did you mean \"order\"?"),
            ("is: order, policies: [strict]", "cost", "tests[0].policies: an order needs two policies"),
            ("is: order, policies: []", "cost", "tests[0].policies: expected at least one policy"),
            ("is: between, policies: [strict]", "cost", "missing the key \"least\" or \"most\""),
            ("is: near, policies: [strict], value: 910", "cost", "missing the key \"within\": a fraction"),
            ("is: near, policies: [strict, adaptive], value: 9, within: 1", "cost", "this predicate is of one policy"),
            ("is: steady, policies: [strict], within: 1, at: last", "cost", "\"at\" does not belong to \"is: steady\""),
            ("is: order, policies: [strict, adaptive], at: []", "cost", "tests[0].at: expected at least one value"),
            ("is: order, policies: [strict, adaptive], at: everywhere", "cost", "expected one of every, first"),
            ("is: between, policies: [strict], least: low", "cost", "expected a decimal number, found the text"),
            ("policies: [strict]", "cost", "missing the required key \"is\""),
        ]
    )
    func refusals(test: String, measure: String, message: String) {
        let error = #expect(throws: ConfigurationError.self) { try read(test, measure: measure) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test("That of the repository has every claim, and the six printed energies")
    func shipped() throws {
        let file = try ClaimsFile.read(Repository.path("Experiments/claims.yaml"))
        let claims = file.figures.flatMap(\.claims)
        #expect(Set(claims.map(\.id)).count == claims.count)
        #expect(claims.count { $0.id.hasPrefix("4.6a") } == 5)
        #expect(claims.count { $0.id.hasPrefix("4.6b") } == 3)
        #expect(claims.count { $0.id.hasPrefix("4.7") } == 4)
        #expect(claims.count { $0.id.hasPrefix("4.8a") } == 3)
        #expect(claims.count { $0.id.hasPrefix("4.8b") } == 3)
        let printed = claims.flatMap(\.tests).compactMap { test -> Double? in
            guard case .near(_, let value, _) = test.predicate else { return nil }
            return value
        }
        #expect(printed == [910, 1_500, 643, 8_952, 6_047, 7_303])
    }
}
