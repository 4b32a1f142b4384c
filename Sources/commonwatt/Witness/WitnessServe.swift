import ArgumentParser
import ControllerService
import Logging
import Transparency
import UnixSignals
import WebService

/// `commonwatt witness serve`: a witness that logs ask over HTTP.
struct WitnessServe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Witness ledgers over HTTP: cosign every checkpoint that continues the last one.",
        discussion: """
            Takes the requests of C2SP tlog-witness (POST /add-checkpoint). What it cosigns is on the device before it \
            answers, so that it contradicts itself after no crash. A log that has signed two ledgers is refused, and \
            the evidence is kept beside its last checkpoint in the state directory, as NAME.fork; "ledger prove \
            --check" judges it. Runs until it is asked to stop (SIGTERM, Ctrl-C).

            EXAMPLE:
              commonwatt witness serve --listen 127.0.0.1:8444 --log ledger.vkey --key witness.key \
            --name utility.example --state witness-state
            """
    )

    @Option(help: ArgumentHelp("Where to listen; a port of 0 is any.", valueName: "host:port"))
    var listen = "127.0.0.1:8444"

    @Option(help: ArgumentHelp("A log's verifier key, or a file with it; once for each log.", valueName: "vkey"))
    var log: [String]

    @Option(help: ArgumentHelp("The witness's key, as 'witness key' made it.", valueName: "file"))
    var key: String

    @Option(help: "The witness's name.")
    var name: String

    @Option(
        help: ArgumentHelp("The directory of what was cosigned; it is the witness's memory.", valueName: "dir"),
        completion: .directory
    )
    var state: String

    @Option(help: ArgumentHelp("The certificate to speak HTTPS with, in PEM.", valueName: "file"))
    var tlsCertificate: String?

    @Option(help: ArgumentHelp("The certificate's key, in PEM.", valueName: "file"))
    var tlsKey: String?

    @Option(
        help: ArgumentHelp(
            "Die between keeping and answering, for whoever tries out what a crash does.",
            valueName: "count",
            visibility: .hidden
        )
    )
    var dieAt: Int?

    @OptionGroup
    var logs: LogOptions

    func validate() throws {
        guard (tlsCertificate == nil) == (tlsKey == nil) else {
            throw ValidationError("--tls-certificate and --tls-key belong together")
        }
        guard dieAt ?? 1 >= 1 else { throw ValidationError("--die-at: expected at least 1") }
        _ = try address()
    }

    func run() async throws {
        var settings = try address()
        if let tlsCertificate, let tlsKey { settings.tls = WebTLSFiles(certificate: tlsCertificate, key: tlsKey) }
        let service = try WitnessService(
            settings,
            logs: log.map(TrustOptions.read),
            signer: NoteSigner.witness(name, key: key),
            state: state,
            diesAt: dieAt,
            logger: Logs.logger("witness", logs, site: name)
        )
        try await service.run(untilSignalled: [.sigterm, .sigint])
    }

    private func address() throws -> WebSettings {
        guard let colon = listen.lastIndex(of: ":"), let port = Int(listen[listen.index(after: colon)...]),
            (0...65_535).contains(port), colon > listen.startIndex
        else { throw ValidationError("--listen \(listen): expected HOST:PORT, such as 127.0.0.1:8444") }
        let host = listen[..<colon].drop { $0 == "[" }.prefix { $0 != "]" }
        return WebSettings(host: String(host), port: port)
    }
}
