import Allocation
import ConfigurationFiles
import Foundation
import TestKit
import Testing
import Units

/// The names of the policy files in the repository.
private func shippedPolicies() -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(atPath: Repository.path("Policies"))
    return (names ?? []).filter { $0.hasSuffix(".yaml") }.sorted()
}

@Suite("A policy file")
struct PolicyFileTests {
    private func read(_ text: String) throws(ConfigurationError) -> PolicyFile {
        try PolicyFile(InputFile(path: "policy.yaml", bytes: Array(text.utf8)))
    }

    @Test("says which rule, with which parameters")
    func parameters() throws {
        let file = try read(
            """
            title: Ours
            kind: adaptive
            discipline: admission
            signal: grid-contract-load
            hysteresis_w: 5000
            dwell_s: 30
            """
        )
        #expect(file.title == "Ours")
        #expect(file.prose == nil)
        #expect(
            try file.policy
                == AllocationPolicy(
                    kind: .adaptive,
                    discipline: .admission,
                    signal: .gridContractLoad,
                    hysteresis: .watts(5_000),
                    dwell: .seconds(30)
                )
        )
    }

    @Test(
        "is refused with line and key where its parameters do not fit together",
        arguments: [
            (
                "kind: strikt\ndiscipline: admission",
                "policy.yaml:1:7: kind: expected one of strict, no-bounds, adaptive, max-min, levelling, "
                    + "found \"strikt\"; did you mean \"strict\"?"
            ),
            ("kind: strict", "policy.yaml:1:1: missing the required key \"discipline\""),
            (
                "kind: max-min\ndiscipline: admission",
                "policy.yaml:2:13: discipline: max-min is defined for redispatch only; write redispatch"
            ),
            (
                "kind: strict\ndiscipline: admission\nsignal: cluster-load",
                "policy.yaml:3:9: signal: this parameter belongs to the adaptive policy; remove it"
            ),
            (
                "kind: no-bounds\ndiscipline: admission\ndwell_s: 1",
                "policy.yaml:3:10: dwell_s: this parameter belongs to the adaptive policy; remove it"
            ),
            (
                "kind: adaptive\ndiscipline: redispatch\nsignal: grid-contract-load",
                "policy.yaml:3:9: signal: under redispatch both signals say the same, so only cluster-load is "
                    + "accepted; write cluster-load, or discipline: admission"
            ),
            (
                "kind: adaptive\ndiscipline: redispatch\ndwell_s: 1.5",
                "policy.yaml:3:10: dwell_s: expected a whole number of seconds from 0 to 31622400, found the number 1.5"
            ),
            (
                "kind: adaptive\ndiscipline: redispatch\nhysteresis: 0",
                "policy.yaml:3:1: unknown key \"hysteresis\"; did you mean \"hysteresis_w\"? "
                    + "(known here: title, prose, kind, discipline, signal, hysteresis_w, dwell_s)"
            ),
        ]
    )
    func refusals(text: String, sentence: String) {
        let refusal = #expect(throws: ConfigurationError.self) { try read(text) }
        #expect(refusal?.description == sentence)
    }

    @Test("of the repository is right, has a title and says what it costs", arguments: shippedPolicies())
    func shipped(name: String) throws {
        let file = try PolicyFile.read(Repository.path("Policies/\(name)"))
        #expect(file.title?.isEmpty == false)
        #expect(try #require(file.prose).count > 200)
    }

    @Test("is shipped for every rule in every discipline that the rule has, and described in the README")
    func complete() throws {
        let names = shippedPolicies()
        let policies = try names.map { try PolicyFile.read(Repository.path("Policies/\($0)")).policy }
        #expect(Set(policies).count == names.count)
        for kind in PolicyKind.allCases {
            for discipline in Discipline.allCases {
                for signal in [nil] + AdaptiveSignal.allCases {
                    let policy = try? AllocationPolicy(kind: kind, discipline: discipline, signal: signal)
                    guard let policy else { continue }
                    #expect(policies.contains(policy), "\(kind) under \(discipline)")
                }
            }
        }
        let readme = try String(contentsOfFile: Repository.path("Policies/README.md"), encoding: .utf8)
        for name in names { #expect(readme.contains("`\(name)`")) }
    }
}
