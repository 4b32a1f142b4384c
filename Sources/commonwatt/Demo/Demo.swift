import ArgumentParser
import ControllerService
import Foundation
import Site
import Units

/// `commonwatt demo`: the whole system on real parts on loopback.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the whole system on real parts on loopback, and audit the ledger that it has written.",
        discussion: """
            A mosquitto broker with TLS client certificates, a controller with its ledger, and ten buildings, each a \
            process of its own, which draw random demand faster than life. At the end the period is closed, the \
            members' energies and costs are shown, and the ledger is audited, with every allocation executed again.

            EXAMPLE:
              commonwatt demo --duration 60
            """
    )

    @Option(help: ArgumentHelp("How long it runs; 0 until it is interrupted.", valueName: "seconds"))
    var duration = 60

    @Option(help: "How much faster than life the buildings' demand changes.")
    var speed = 120

    @Option(help: "What the random demand is drawn from.")
    var seed: UInt64 = 1

    @Option(help: "Where the site is written; a new temporary directory if absent.", completion: .directory)
    var directory: String?

    func validate() throws {
        guard duration >= 0 else { throw ValidationError("--duration: expected 0 or more seconds") }
        guard (1...10_000).contains(speed) else { throw ValidationError("--speed: expected 1 to 10000") }
    }

    func run() async throws {
        let site = try DemoSite(directory: directory, duration: duration)
        say("site       \(site.directory)")
        let counts = try await DemoRun(site: site, speed: speed, seed: seed, seconds: duration).run()
        say("")
        say("\(counts.allocations) allocations were answered, \(counts.pushes) more were pushed.")
        try await DemoResult(site: site).write()
    }

    private func say(_ line: String) {
        FileHandle.standardError.write(Data("\(line)\n".utf8))
    }
}
