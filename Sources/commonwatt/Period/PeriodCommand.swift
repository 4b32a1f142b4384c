import ArgumentParser
import ConfigurationFiles
import ControllerService

/// `commonwatt period`: periods that a person opens and closes.
struct PeriodCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "period",
        abstract: "Open or close a period by hand.",
        discussion: """
            For sites whose cluster file says "period: {duration: 6h, start: manual}". The controller that serves the \
            site does it, with a transaction of its own; it has to run, and whoever asks needs to own the ledger's \
            directory. Closing bills every member ("commonwatt ledger bill").

            EXAMPLE:
              commonwatt period open --config site/cluster.yaml
              commonwatt period close --config site/cluster.yaml
            """,
        subcommands: [PeriodOpen.self, PeriodClose.self]
    )
}

/// Asks the controller that serves a site.
struct PeriodRequest: ParsableArguments {
    @Option(help: ArgumentHelp("The cluster file.", valueName: "file"), completion: .file(extensions: ["yaml"]))
    var config: String

    func make(_ request: InboxRequest) async throws {
        let cluster = try ClusterFile.read(config)
        guard let ledger = cluster.ledger else {
            throw CommandFailure.badInput("\(config): ledger: periods need this section")
        }
        let answer = try await ConfigurationInForce.withLedger(ledger.path) { _ in
            throw CommandFailure.environment("nobody serves the site; start it: commonwatt serve --config \(config)")
        } served: { inbox in
            try await inbox.ask(request)
        }
        switch answer.outcome {
        case .done: try StandardOutput.write(answer.text)
        case .refused: throw CommandFailure.badInput(answer.text)
        case .failed: throw CommandFailure.environment(answer.text)
        }
    }
}

struct PeriodOpen: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open",
        abstract: "Open a period.",
        discussion: """
            EXAMPLE:
              commonwatt period open --config site/cluster.yaml
            """
    )

    @OptionGroup var request: PeriodRequest

    func run() async throws { try await request.make(.openPeriod) }
}

struct PeriodClose: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close",
        abstract: "Close the period, and bill every member.",
        discussion: """
            EXAMPLE:
              commonwatt period close --config site/cluster.yaml
            """
    )

    @OptionGroup var request: PeriodRequest

    func run() async throws { try await request.make(.closePeriod) }
}
