import ArgumentParser
import ConfigurationFiles
import ControllerService
import Logging
import UnixSignals

/// `commonwatt endorser`: a member's own endorser of a site's ledger.
struct EndorserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "endorser",
        abstract: "Endorse a site's allocations for one of its members, in a process of the member's own.",
        discussion: """
            Listens for the controller's peer over mutually authenticated TLS, follows the ledger, executes every call \
            itself, and signs the result that it came to. It believes no block: each must follow from the one before \
            and be signed by the orderer that the members agreed on. Where it has no blocks yet, it begins with the \
            ledger's first one, or with the snapshot that its file names by its hash. Runs until it is asked to stop \
            (SIGTERM, Ctrl-C).

            EXAMPLE:
              commonwatt endorser --config endorser.yaml
            """
    )

    @Option(help: ArgumentHelp("The endorser's file.", valueName: "file"), completion: .file(extensions: ["yaml"]))
    var config: String

    @Flag(help: "Check the file, the certificates and the files they name, and exit.")
    var check = false

    @OptionGroup
    var log: LogOptions

    func run() async throws {
        let file = try EndorserFile.read(config)
        let service = try EndorserService(file, logger: Logs.logger("commonwatt", log, site: file.site))
        if check {
            try service.confirmSnapshot()
            return try StandardOutput.write("\(config): OK")
        }
        try await service.run(untilSignalled: [.sigterm, .sigint])
    }
}
