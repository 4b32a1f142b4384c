import Testing
import Units

@testable import ConfigurationFiles

@Suite("Allocation factors from demand (Eq. 4.1)")
struct AllocationFactorTests {
    private func model(_ arrivals: String, _ duration: String, _ power: String) throws -> DemandModel {
        DemandModel(
            arrivalsPerHour: try #require(ExactDecimal(arrivals)),
            meanDurationSeconds: try #require(ExactDecimal(duration)),
            meanPowerWatts: try #require(ExactDecimal(power))
        )
    }

    @Test("are shares of the mean load in parts per 10⁹, rounded down")
    func shares() throws {
        let large = Array(repeating: try model("60", "50", "300000"), count: 9)
        let factors = try #require(AllocationFactors.normalised(large + [model("60", "50", "20000")]))
        // 300/2720 = 0.110294117647…, 20/2720 = 0.007352941176…
        #expect(factors.map(\.partsPerBillion) == Array(repeating: 110_294_117, count: 9) + [7_352_941])
    }

    @Test("of three alike are a third each, rounded down")
    func thirds() throws {
        let models = try [model("1", "1", "1"), model("0.5", "2", "1.0"), model("10", "0.01", "10")]
        #expect(
            AllocationFactors.normalised(models)?.map(\.partsPerBillion) == [333_333_333, 333_333_333, 333_333_333]
        )
    }

    @Test("do not change with the unit that decimals are written in")
    func decimals() throws {
        let models = try [model("0.1", "0.0001", "7"), model("0.3", "0.00020", "7")]
        #expect(AllocationFactors.normalised(models)?.map(\.partsPerBillion) == [142_857_142, 857_142_857])
    }

    @Test("that need more than 128 bits are refused, not wrapped")
    func overflow() throws {
        let many = "123456789012345678901234567"
        #expect(AllocationFactors.normalised([try model(many, many, many)]) == nil)
        #expect(AllocationFactors.normalised([try model("1", "1", "0")]) == nil)
    }
}

@Suite("Exact decimals")
struct ExactDecimalTests {
    @Test(
        "are read and written without loss",
        arguments: [("0.20", "0.2"), ("60", "60"), ("-0.05", "-0.05"), ("007.100", "7.1"), ("0.000001", "0.000001")]
    )
    func text(written: String, shown: String) {
        #expect(ExactDecimal(written)?.description == shown)
    }

    @Test("are nothing else", arguments: ["", ".", "1.", ".5", "1e3", "+1", "1,5", "1_000", "--1", "1.2.3", "٣", " 1"])
    func refused(text: String) {
        #expect(ExactDecimal(text) == nil)
    }

    @Test("become whole units only without rounding")
    func units() {
        #expect(ExactDecimal("1.4")?.units(places: 6) == 1_400_000)
        #expect(ExactDecimal("1.4000000")?.units(places: 6) == 1_400_000)
        #expect(ExactDecimal("0.0000001")?.units(places: 6) == nil)
        #expect(ExactDecimal("99999999999999999999")?.units(places: 0) == nil)
    }

    @Test("have a nearest binary number for random draws")
    func approximate() {
        #expect(ExactDecimal("0.1")?.approximate == 0.1)
        #expect(ExactDecimal("300000")?.approximate == 300_000)
    }
}

@Suite("Suggestions")
struct SuggestionTests {
    @Test(
        "go by the number of slips of the finger",
        arguments: [
            ("cap", "cap_w", 2), ("pwoer", "power", 1), ("", "abc", 3), ("kitten", "sitting", 3), ("a", "a", 0),
        ]
    )
    func distance(left: String, right: String, expected: Int) {
        #expect(editDistance(left, right) == expected)
        #expect(editDistance(right, left) == expected)
    }
}
