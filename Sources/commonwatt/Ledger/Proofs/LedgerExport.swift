import ArgumentParser

/// The forms in which a ledger can be exported.
enum ExportFormat: String, CaseIterable, ExpressibleByArgument {
    /// The static files of a transparency log.
    case tiles
}

/// `commonwatt ledger export`: a ledger's log as files that other programs read.
struct LedgerExport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a ledger's transparency log as static files.",
        discussion: """
            --format tiles writes what C2SP tlog-tiles names: checkpoint, tile/… and tile/entries/…, as of the newest \
            checkpoint. Put behind any web server, it is a log that public monitors can follow. The entries are the \
            transactions' leaves: their identifiers, codes and content hashes, and nobody's demand.

            EXAMPLE:
              commonwatt ledger export ledger --format tiles public/log
            """
    )

    @OptionGroup var ledger: LedgerArgument

    @Argument(help: "The directory to write.", completion: .directory)
    var directory: String

    @Option(help: "The form: tiles.")
    var format: ExportFormat = .tiles

    func run() throws {
        let proven = try ProvenLedger(ledger.path)
        let checkpoint = try proven.target(nil)
        try TileExport(archive: proven.archive, directory: directory).write(checkpoint)
    }
}
