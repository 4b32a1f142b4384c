import Configuration
import Experiments
import Testing

@Suite("The simulator beside exact values")
struct ExactCheckTests {
    /// Ten equal buildings under the three rules, and one whose splits are held.
    private static let text = """
        title: Alike
        question: Is it exact?
        replications: 400
        seed: 5
        battery: {power_w: 500000, capacity_wh: 100000000, round_trip_efficiency: "0.9"}
        prices: {grid_contract: "1", battery: "1.5", grid_premium: "7"}
        tiers:
          - {id: all, count: 10, arrivals_per_hour: 60, mean_duration_s: 50, mean_power_w: 120000}
        sweeps:
          - {id: load, parameter: mean_power_w, values: [120000]}
        readings:
          - {id: r, title: R, cap_w: 1000000, period: 30m, policies: [strict, no-bounds, adaptive-redispatch, adaptive]}
        panels:
          - {id: p, title: Premium, sweep: load, measure: grid_premium_kwh, label: Power}
        """

    private func check(_ text: String, replications: Int = 1_000, jobs: Int = 2) async throws -> ExactCheck {
        let experiment = try experiment(text)
        var options = try options(experiment, jobs: jobs)
        options.replications = replications
        return try await experiment.check(options)
    }

    @Test("agrees, whatever the number of jobs; held splits have no closed form")
    func agrees() async throws {
        let check = try await check(Self.text)
        #expect(check.unknown == 1)
        #expect(check.rows.count == 3 * 3 + 3)
        #expect(!check.disagrees)
        #expect(check.judged.count == check.rows.count)
        #expect(check.judged.allSatisfy { abs($0.score ?? 9) < 3 })
        #expect((3.2...4).contains(check.limit))
        #expect(try await self.check(Self.text, jobs: 1).rows == check.rows)
    }

    @Test("from the steady state too")
    func stationary() async throws {
        let check = try await check(Self.text.replacing("seed: 5", with: "seed: 6\nstart: stationary"))
        #expect(!check.disagrees && check.judged.count == 12)
    }

    @Test("A number that lies too far off fails the check; one beyond three alone does not")
    func disagrees() async throws {
        let rows = try await check(Self.text, replications: 200).rows
        func moved(by scores: Double) -> ExactCheck {
            var rows = rows
            let row = rows[0]
            rows[0] = ExactCheck.Row(
                cell: row.cell,
                quantity: row.quantity,
                count: row.count,
                mean: row.exact + scores * row.standardError,
                standardError: row.standardError,
                exact: row.exact,
                exemption: nil
            )
            return ExactCheck(rows: rows, unknown: 0)
        }
        #expect(moved(by: 3.1).beyondThree == 1 && !moved(by: 3.1).disagrees)
        #expect(moved(by: -5).disagrees)
        #expect(moved(by: 3.1).expectedBeyondThree < 0.05)
    }

    @Test("Where the battery has run out, or a mean is of rare large numbers, nothing is judged")
    func exemptions() async throws {
        let small = Self.text.replacing("capacity_wh: 100000000", with: "capacity_wh: 20000")
        let depleted = try await check(small, replications: 60)
        #expect(depleted.rows.filter { $0.exemption == .depleted }.count == 9)
        #expect(depleted.judged.count == 1)
        let light = Self.text.replacing("values: [120000]", with: "values: [20000]")
        let skewed = try await check(light, replications: 60)
        #expect(skewed.rows.contains { $0.exemption == .skewed })
    }
}
