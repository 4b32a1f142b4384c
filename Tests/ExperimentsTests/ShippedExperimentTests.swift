import Configuration
import Experiments
import TestKit
import Testing

@Suite("Shipped experiments")
struct ShippedExperimentTests {
    @Test("Each can be read and run", arguments: ["fig-4.6", "fig-4.7", "fig-4.8"])
    func readable(name: String) throws {
        let experiment = try Experiment.read(Repository.path("Experiments/\(name)"))
        #expect(experiment.name == name)
        let result = try SweepPlan(experiment, seed: experiment.file.seed).replicate(0)
        #expect(result.accounts.count == experiment.runs.count)
        #expect(result.accounts.allSatisfy { $0.count == 10 })
    }
}
