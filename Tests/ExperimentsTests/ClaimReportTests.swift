import Allocation
import ConfigurationFiles
import Experiments
import Foundation
import Testing
import Units

@Suite("A report on claims")
struct ClaimReportTests {
    /// Claims on the premium energies of the small experiment.
    private func claims(
        _ tests: String...,
        sweep: String = "size",
        measure: String = "grid_premium_kwh"
    ) throws -> ClaimsFile {
        var text = """
            figures:
              - id: f
                experiment: small
                sweep: \(sweep)
                measure: \(measure)
                claims:

            """
        for (index, test) in tests.enumerated() {
            text += "      - {id: c\(index), text: It is so., tests: [{\(test)}]}\n"
        }
        return try ClaimsFile(InputFile(path: "claims.yaml", bytes: Array(text.utf8)))
    }

    /// Replications in which every building draws what `premium` says from grid-premium, in kWh.
    private func results(
        _ experiment: Experiment,
        count: Int = 40,
        _ premium: (Int, Run) -> Double
    ) -> [ReplicationResult] {
        (0..<count).map { replication in
            ReplicationResult(
                index: replication,
                accounts: experiment.runs.map { run in
                    let energy = Energy.millijoules(
                        Int64(premium(replication, run) * Double(Energy.millijoulesPerKilowattHour))
                    )
                    let account = EnergyAccount(gridContract: energy, battery: .zero, gridPremium: energy)
                    return Array(repeating: account, count: run.profiles.count)
                }
            )
        }
    }

    private func report(
        _ experiment: Experiment,
        _ claims: ClaimsFile,
        _ results: [ReplicationResult]
    ) async throws -> ClaimReport {
        let scratch = ScratchFolder()
        let folder = scratch.results("results")
        try await experiment.run(options(experiment), into: folder)
        return try experiment.report(on: claims, results, folder.finishedManifest())
    }

    @Test("A difference that is the same in every replication is seen through any noise both have")
    func paired() async throws {
        let experiment = try experiment()
        let results = results(experiment) { replication, run in
            Double(replication * replication) + (run.policy.kind == .strict ? 0.3 : 0.2)
        }
        let claims = try claims(
            "is: order, policies: [no-bounds, strict]",
            "is: order, policies: [strict, no-bounds]",
            "is: order, policies: [no-bounds, levelling]",
            "is: near, policies: [strict], value: 2081.2, within: 0.01"
        )
        let report = try await report(experiment, claims, results)
        let findings = report.claims.map(\.findings)
        #expect(findings.allSatisfy { $0.map(\.reading.id) == ["short"] })
        #expect(findings.map { $0[0].verdict } == [.holds, .doesNotHold, .holds, .undecided])
        #expect(report.hasRefutation())
        #expect(report.hasRefutation(under: "short"))
        #expect(!report.hasRefutation(under: "long"))
    }

    @Test("An interval that straddles decides nothing")
    func undecided() async throws {
        let experiment = try experiment()
        let results = results(experiment) { replication, run in
            10 + (run.policy.kind == .strict ? 1 : -1) * (replication.isMultiple(of: 2) ? 1 : -1)
        }
        let claims = try claims(
            "is: order, policies: [no-bounds, strict]",
            "is: steady, policies: [strict], within: 0.1",
            "is: rises, policies: [no-bounds], than: strict",
            "is: between, policies: [strict], least: 30, at: total"
        )
        let report = try await report(experiment, claims, results)
        // Four buildings, of which each draws ten on average, at two values.
        #expect(report.claims.map { $0.findings[0].verdict } == [.undecided, .holds, .holds, .holds])
        #expect(!report.hasRefutation())
        #expect(report.claims[0].findings[0].tests[0].comparisons == 2)
    }

    @Test("Rare large numbers have no interval: unless every replication agrees, nothing is decided")
    func skewed() async throws {
        let experiment = try experiment()
        let results = results(experiment) { replication, run in
            replication == 7 && run.policy.kind == .strict
                ? 1_000 : replication == 3 && run.policy.kind == .noBounds ? 1 : 0
        }
        let claims = try claims(
            "is: order, policies: [no-bounds, strict]",
            "is: order, policies: [levelling, strict]"
        )
        let report = try await report(experiment, claims, results)
        #expect(report.claims.map { $0.findings[0].verdict } == [.undecided, .holds])
        #expect(report.claims[1].findings[0].tests[0].margin.basis == .everyReplication)
    }

    @Test("Magnitudes, shares of a distance and factors")
    func arithmetic() async throws {
        let experiment = try experiment()
        let results = results(experiment) { replication, run in
            let noise = Double(replication % 5) / 1_000
            switch run.policy.kind {
            case .strict: return 4 + noise
            case .noBounds: return 1 + noise
            default: return 2 - noise
            }
        }
        let claims = try claims(
            "is: nearer, policies: [levelling], toward: no-bounds, from: strict",
            "is: nearer, policies: [levelling], toward: no-bounds, from: strict, share: 0.3",
            "is: nearer, policies: [levelling], toward: strict, from: no-bounds",
            "is: nearer, policies: [levelling], toward: strict, from: no-bounds, share: 0.7",
            "is: factor, policies: [strict], than: levelling, least: 1.9, most: 2.1",
            "is: factor, policies: [strict], than: no-bounds, least: 1.9, most: 2.1"
        )
        let report = try await report(experiment, claims, results)
        let verdicts: [Verdict] = [.holds, .doesNotHold, .doesNotHold, .holds, .holds, .doesNotHold]
        #expect(report.claims.map { $0.findings[0].verdict } == verdicts)
    }

    @Test(
        "A sweep, a value or a measure that the experiment does not have is refused with file, line and key",
        arguments: [
            (
                "sise", "grid_premium_kwh", "last",
                "claims.yaml:2: figures.f.sweep: experiment.yaml has no sweep \"sise\""
            ),
            ("size", "grid_premium_kwh", "[1]", "claims.yaml:7: figures.f.claims.c0.at: the sweep \"size\""),
        ]
    )
    func refusals(sweep: String, measure: String, place: String, message: String) async throws {
        let experiment = try experiment()
        let claims = try claims(
            "is: order, policies: [strict, no-bounds], at: \(place)",
            sweep: sweep,
            measure: measure
        )
        let error = await #expect(throws: ConfigurationError.self) {
            try await report(experiment, claims, results(experiment) { _, _ in 1 })
        }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test("Replications that are not kept are run again, and have to give the summary that is")
    func replay() async throws {
        let experiment = try experiment()
        let scratch = ScratchFolder()
        let folder = scratch.results("results")
        try await experiment.run(options(experiment), into: folder)
        let kept = try await experiment.replications(of: folder, jobs: 2)
        #expect(kept.count == 7)
        try FileManager.default.removeItem(atPath: "\(folder.path)/replications.jsonl")
        #expect(try await experiment.replications(of: folder, jobs: 2) == kept)
        let report = try experiment.report(
            on: claims("is: order, policies: [no-bounds, strict]"),
            kept,
            folder.finishedManifest()
        )
        try folder.write(report)
        let page = try #require(String(bytes: scratch.bytes(folder, "report.md"), encoding: .utf8))
        #expect(page.contains("| c0: It is so. | holds |"))
        #expect(page.contains("* `short`: Short; L_CAP 400 kW, T 0.333 h; strict, no-bounds, levelling"))

        let manifest = try #require(String(bytes: scratch.bytes(folder, "manifest.json"), encoding: .utf8))
        let hash = try #require(folder.finishedManifest().results.first { $0.name == "summary.csv" }?.sha256)
        let forged = manifest.replacingOccurrences(of: hash, with: String(hash.reversed()))
        try Data(forged.utf8).write(to: URL(filePath: "\(folder.path)/manifest.json"))
        let error = await #expect(throws: ResultsError.self) {
            try await experiment.replications(of: folder, jobs: 2)
        }
        #expect(error?.description.contains("the SHA-256 of summary.csv is \(hash) in a new run") == true)
    }
}
