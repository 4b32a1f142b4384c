import ArgumentParser
import Foundation

/// `commonwatt bench controller`: from a demand that is published to its reply, through a real broker.
struct BenchController: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "controller",
        abstract: "Measure the controller through a real broker, with TLS, beside a client that merely echoes.",
        discussion: """
            A mosquitto, `commonwatt serve` with its ledger on disk, and a connection for each building, with the \
            certificates that `commonwatt init` writes; everything at QoS 1. For the latency demands are sent at a \
            steady rate whatever the answers do, and a latency counts from when its demand was due; for the throughput \
            so many are kept under way. The echo answers each demand with the bytes of a reply and does nothing else, \
            through the same broker, in turn with the controller.

            EXAMPLE:
              commonwatt bench controller --buildings 10,100,1000 --pages 50 --format table
              commonwatt bench controller --soak 1800 --rate 100
            """
    )

    @Option(help: ArgumentHelp("How many buildings there are, once after the other.", valueName: "n,n,…"))
    var buildings = "10"

    @Option(help: "Demands a second for the latency.")
    var rate = 500.0

    @Option(help: ArgumentHelp("How long each load lasts.", valueName: "seconds"))
    var seconds = 20

    @Option(help: "Demands that are kept under way for the throughput, at least one for each building.")
    var underWay = 256

    @Option(help: "In how many turns the throughput is measured.")
    var rounds = 4

    @Option(help: "Pages that are open, for what they cost; 0 to leave them out.")
    var pages = 0

    @Option(
        help: ArgumentHelp(
            "Instead of all that: a steady load for so long, with memory and latency looked at each minute.",
            valueName: "seconds"
        )
    )
    var soak: Int?

    @Option(
        help: ArgumentHelp("Where to put the sites; a temporary directory if absent.", valueName: "dir"),
        completion: .directory
    )
    var directory: String?

    @Option(help: "How to print the data: table, json or csv.")
    var format: OutputFormat = .json

    private var sizes: [Int] { buildings.split(separator: ",").compactMap { Int($0) } }

    func validate() throws {
        let parts = buildings.split(separator: ",", omittingEmptySubsequences: false)
        guard sizes.count == parts.count, sizes.allSatisfy({ (1...10_000).contains($0) }) else {
            throw ValidationError("--buildings: expected numbers from 1 to 10000 with commas between them")
        }
        guard rate > 0, rate <= 100_000 else { throw ValidationError("--rate: expected more than 0, at most 100000") }
        guard seconds >= 1 else { throw ValidationError("--seconds: expected at least 1") }
        guard (1...10_000).contains(underWay) else { throw ValidationError("--under-way: expected 1 to 10000") }
        guard rounds >= 1 else { throw ValidationError("--rounds: expected at least 1") }
        guard (0...150).contains(pages) else { throw ValidationError("--pages: expected 0 to 150") }
        guard (soak ?? 10) >= 10 else { throw ValidationError("--soak: expected at least 10") }
    }

    func run() async throws {
        let parent = directory.map { URL(filePath: $0) } ?? FileManager.default.temporaryDirectory
        let path = parent.appending(path: "commonwatt-bench-controller-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        var report = BenchReport()
        for size in sizes {
            let site = try ControllerBenchSite(directory: "\(path)/\(size)", buildings: size)
            if let soak {
                let run = ControllerSoak(site: site, rate: rate, seconds: soak)
                report.figures += try await run.figures()
            } else {
                report.figures += try await figures(of: site)
            }
        }
        try report.write(as: format)
        if soak != nil, let figure = report.figures.first(where: { $0.isMet == false }) {
            throw CommandFailure.negativeFinding("\(figure.figure): \(figure.value) \(figure.unit)")
        }
    }

    private func figures(of site: ControllerBenchSite) async throws -> [BenchReport.Figure] {
        let load = ControllerLoad(
            site: site,
            rate: rate,
            time: .seconds(seconds),
            underWay: max(underWay, site.buildings.count),
            rounds: rounds
        )
        let echo = try await load.measure(.echo, pages: 0)
        let controller = try await load.measure(.controller, pages: pages)
        // A shared machine changes its mind: the echo is measured before and after.
        let again = try await load.measure(.echo, pages: 0)
        return ControllerFigures(
            buildings: site.buildings.count,
            rate: rate,
            pages: pages,
            controller: controller,
            echo: echo + again
        ).figures
    }
}
