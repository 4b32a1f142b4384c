import Testing

/// What is made wrong on purpose is found within a few seeds: the checker can fail.
@Suite("The simulation finds what is wrong")
struct SabotageTests {
    @Test(
        "that is put in on purpose",
        arguments: [
            (Sabotage.repliesBeforeCommit, 20), (.lyingDisk, 20), (.forgetsRequests, 20), (.forgetsLedgerTime, 100),
            (.believesOldAnswers, 100),
        ]
    )
    func findsSabotage(sabotage: Sabotage, seeds: Int) throws {
        let ground = try SimulationGround()
        for seed in 0..<seeds {
            let site = try SimulatedSite(seed: UInt64(seed), ground: ground, sabotage: sabotage)
            try site.run()
            guard let violation = site.checker.violation else { continue }
            return print("\(sabotage): seed \(seed): \(violation)")
        }
        Issue.record("\(sabotage) is not found within \(seeds) seeds")
    }
}
