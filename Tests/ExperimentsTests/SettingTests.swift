import Allocation
import Configuration
import Simulation
import Testing
import Units

@testable import Experiments

@Suite("What a sweep makes of a cluster")
struct SettingTests {
    private static let alike =
        smallExperimentText
        .replacing("mean_power_w: 20000}", with: "mean_power_w: 300000}")
        .replacing("measure: relative_difference_pct", with: "measure: total_kwh")

    private static func text(_ sweep: String, of text: String = alike) -> String {
        text.replacing("parameter: mean_power_w, tier: large, values: [200000, 300000]", with: sweep)
    }

    private func refusal(_ text: String) -> String {
        do {
            _ = try experiment(text)
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test("division: more buildings, the same load, cap and battery")
    func division() throws {
        let experiment = try experiment(Self.text("parameter: division, values: [1, 4]"))
        let cells = experiment.cells.filter { $0.sweep == 0 && $0.policy == "strict" }
        let runs = cells.map { experiment.runs[$0.run] }
        #expect(runs.map(\.profiles.count) == [4, 16])
        for run in runs {
            #expect(
                run.profiles.reduce(0) { $0 + $1.meanLoadWatts } == runs[0].profiles.reduce(0) { $0 + $1.meanLoadWatts }
            )
            #expect(run.terms.contractCap == .kilowatts(400))
            #expect(run.terms.battery == runs[0].terms.battery)
        }
        #expect(runs[1].profiles.allSatisfy { $0.arrivalsPerHour == 15 && $0.meanPowerWatts == 300_000 })
        #expect(runs[1].tiers == Array(repeating: 0, count: 4) + Array(repeating: 1, count: 12))
        #expect(
            refusal(Self.text("parameter: division, values: [7]")).contains(
                "the division 7 leaves 60 arrivals per hour"
            )
        )
    }

    @Test(
        "spread: mean powers lie evenly around their mean, and their sum stays",
        arguments: [(3, 10), (33, 7), (99, 11)]
    )
    func spread(percent: Int64, count: Int) {
        let offsets = (0..<count).map { Setting.offset(of: $0, among: count, mean: 120_001, spread: percent) }
        #expect(offsets.reduce(0, +) == 0)
        #expect(offsets == offsets.sorted())
        #expect(offsets == offsets.reversed().map { -$0 })
        #expect(abs(Double(offsets[count - 1]) - 1_200.01 * Double(percent)) <= 0.5)
    }

    @Test("spread: factors follow the mean powers")
    func spreadFactors() throws {
        let experiment = try experiment(Self.text("parameter: spread_pct, values: [0, 50]"))
        let runs = experiment.cells.filter { $0.sweep == 0 && $0.policy == "strict" }.map { experiment.runs[$0.run] }
        #expect(runs[0].profiles.map(\.meanPowerWatts) == [300_000, 300_000, 300_000, 300_000])
        #expect(runs[1].profiles.map(\.meanPowerWatts) == [150_000, 250_000, 350_000, 450_000])
        let factors = runs[1].terms.buildings.map(\.allocationFactor.partsPerBillion)
        #expect(factors == [125_000_000, 208_333_333, 291_666_666, 375_000_000])
        let unlike = Self.text("parameter: spread_pct, values: [50]", of: smallExperimentText)
        #expect(refusal(unlike).contains("the tiers \"small\" and \"large\" ask for different ones"))
        #expect(refusal(Self.text("parameter: spread_pct, values: [100]")).contains("from 0 to 99"))
    }

    @Test("More buildings than fit in memory are refused, with the sweep and the value")
    func tooMany() {
        let message = refusal(Self.text("parameter: scale, values: [1, 100000, 99999]"))
        #expect(message.isEmpty)
        let large = Self.alike.replacing("count: 3", with: "count: 100000")
        let refused = refusal(Self.text("parameter: division, values: [20]", of: large))
        #expect(
            refused.contains("the sweep \"size\" makes 2000020 buildings of the value 20; expected at most 1000000")
        )
    }

    @Test("A logarithmic horizontal axis needs values above zero")
    func logarithmicAxis() {
        let text = Self.text("parameter: spread_pct, values: [0, 50]")
            .replacing("label: Power}", with: "label: Power, axis_scale: log}")
        #expect(refusal(text).contains("the sweep \"size\" has a value of 0, which a logarithmic axis cannot show"))
    }
}
