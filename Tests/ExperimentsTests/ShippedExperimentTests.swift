import Configuration
import Experiments
import TestKit
import Testing

@Suite("Shipped experiments")
struct ShippedExperimentTests {
    @Test("Each can be read, and its panels are the figure's", arguments: ["fig-4.6", "fig-4.7", "fig-4.8"])
    func readable(name: String) throws {
        let experiment = try Experiment.read(Repository.path("Experiments/\(name)"))
        #expect(experiment.name == name)
        #expect(experiment.runs.allSatisfy { $0.profiles.count == 10 })
        #expect(experiment.file.panels.allSatisfy { $0.id.hasPrefix(name.dropFirst(4)) })
    }
}
