import Configuration
import Cryptography
import Foundation
import TestKit
import Testing

@testable import Experiments

@Suite("Shipped experiments")
struct ShippedExperimentTests {
    @Test("Each can be read, and its panels are the figure's", arguments: ["fig-4.6", "fig-4.7", "fig-4.8"])
    func readable(name: String) throws {
        let experiment = try Experiment.read(Repository.path("Experiments/\(name)"))
        #expect(experiment.name == name)
        #expect(experiment.runs.allSatisfy { $0.profiles.count == 10 })
        #expect(experiment.file.panels.allSatisfy { $0.id.hasPrefix(name.dropFirst(4)) })
    }

    /// The experiment with its last values, its first reading and one policy only.
    private func part(of name: String, policy: String) throws -> Experiment {
        let text = try String(contentsOfFile: Repository.path("Experiments/\(name)/experiment.yaml"), encoding: .utf8)
        let kept = text.replacing(/values: \[.*, ([^,]*)\]/) { "values: [\($0.1)]" }
            .replacing(/policies: \[strict.*\]/) { _ in "policies: [\(policy)]" }
            .replacing(#/[ ]+- id: admission[^$]*\npanels:/#) { _ in "panels:" }
        let file = try ExperimentFile(InputFile(path: "experiment.yaml", bytes: Array(kept.utf8)))
        #expect(file.readings.count == 1)
        #expect(file.sweeps.allSatisfy { $0.values.count == 1 })
        let path = Repository.path("Policies/\(policy).yaml")
        return try Experiment(
            name: name,
            file: file,
            policies: [Experiment.NamedPolicy(name: policy, file: PolicyFile.read(path))]
        )
    }

    @Test(
        "A part of each, run again, gives the committed numbers to the last digit",
        arguments: [("fig-4.6", "strict"), ("fig-4.8", "no-bounds")]
    )
    func reproducible(name: String, policy: String) async throws {
        let experiment = try part(of: name, policy: policy)
        let scratch = ScratchFolder()
        let folder = scratch.results("results")
        try await experiment.run(options(experiment), into: folder)
        let own = try String(contentsOfFile: "\(folder.path)/summary.csv", encoding: .utf8)
        let path = Repository.path("Experiments/\(name)/results/summary.csv")
        let committed = try Set(String(contentsOfFile: path, encoding: .utf8).split(separator: "\n"))
        let lines = own.split(separator: "\n")
        #expect(lines.count > experiment.cells.count)
        for line in lines { #expect(committed.contains(line)) }
    }

    @Test(
        "The committed manifests are of the files as they are, and name no path",
        arguments: ["fig-4.6", "fig-4.7", "fig-4.8", "pareto", "members", "pooling", "cap", "spread", "incentives"]
    )
    func manifests(name: String) throws {
        let experiment = try Experiment.read(Repository.path("Experiments/\(name)"))
        let folder = ResultsFolder(Repository.path("Experiments/\(name)/results"))
        let manifest = try folder.finishedManifest()
        try experiment.checkInputs(manifest, folder)
        #expect(manifest.completed == 100)
        let text = try String(contentsOfFile: "\(folder.path)/manifest.json", encoding: .utf8)
        #expect(!text.contains(/"[^"]*\/[a-z]+\//))
        for result in manifest.results where result.name.hasSuffix(".csv") {
            let bytes = try Data(contentsOf: URL(filePath: "\(folder.path)/\(result.name)"))
            #expect(Digest.sha256(Array(bytes)).hex == result.sha256)
        }
    }
}
