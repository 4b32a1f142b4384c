import ArgumentParser
import Audit
import Cryptography
import Ledger
import Units

/// The forms in which a ledger is exported.
enum ExportFormat: String, CaseIterable, ExpressibleByArgument {
    /// Everything, an object a line.
    case jsonl

    /// What was called, a row each.
    case csv

    /// The static files of a transparency log.
    case tiles
}

/// `commonwatt ledger export`: a ledger as other programs read it.
struct LedgerExport: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Export every transaction, a line each, or the transparency log as static files.",
        discussion: """
            --format jsonl prints everything, csv what was called. Values are CBOR in its diagnostic notation where \
            they are CBOR, else text or hexadecimal digits.

            --format tiles writes what C2SP tlog-tiles names: checkpoint, tile/… and tile/entries/…, as of the newest \
            checkpoint. Put behind any web server, it is a log that public monitors can follow. The entries are the \
            transactions' leaves: their identifiers, codes and content hashes, and nobody's demand.

            EXAMPLE:
              commonwatt ledger export ledger --format jsonl --since 100
              commonwatt ledger export ledger --format tiles public/log
            """
    )

    @OptionGroup var ledger: LedgerArgument

    @Argument(help: "For tiles: the directory to write.", completion: .directory)
    var directory: String?

    @Option(help: "The form: jsonl, csv or tiles; tiles if a directory is named, else jsonl.")
    var format: ExportFormat?

    @Option(help: ArgumentHelp("Only from this block on.", valueName: "block"))
    var since = 0

    func validate() throws {
        guard since >= 0 else { throw ValidationError("--since is the number of a block, 0 or more") }
        guard format == nil || (directory != nil) == (format == .tiles) else {
            throw ValidationError("--format tiles needs a directory to write, and the other forms none")
        }
    }

    func run() throws {
        if let directory { return try writeTiles(to: directory) }
        let scan = try ChainScan(ledger.path)
        if format == .csv { try StandardOutput.write(CSVText.line(Self.columns)) }
        try scan.forEach(from: since, opening: false, label: "Exporting") { scanned in
            switch format {
            case .csv?: try StandardOutput.write(CSVText.line(Self.row(scanned)))
            case .jsonl?, .tiles?, nil: try StandardOutput.write(Self.json(scanned).line)
            }
            return true
        }
    }

    private func writeTiles(to directory: String) throws {
        let proven = try ProvenLedger(ledger.path)
        let checkpoint = try proven.target(nil)
        try TileExport(archive: proven.archive, directory: directory).write(checkpoint)
    }

    private static let columns = [
        "leaf", "block", "transaction", "txid", "code", "block_time_ms", "time_ms", "creator", "chaincode", "function",
        "arguments", "writes",
    ]

    private static func row(_ scanned: ScannedTransaction) -> [String] {
        let (envelope, proposal) = (scanned.envelope, scanned.envelope.proposal)
        return [
            "\(scanned.number)", "\(scanned.block)", "\(scanned.index)", envelope.txid.hex,
            "\(scanned.transaction.code)", "\(scanned.time.milliseconds)", "\(proposal.timestamp.milliseconds)",
            proposal.creator.hex, proposal.chaincode, proposal.function,
            proposal.arguments.map { ValueText.of($0) }.joined(separator: " "), "\(envelope.result.writes.count)",
        ]
    }

    private static func json(_ scanned: ScannedTransaction) -> JSONText {
        let (envelope, proposal) = (scanned.envelope, scanned.envelope.proposal)
        return .object([
            ("leaf", .number("\(scanned.number)")), ("block", .number("\(scanned.block)")),
            ("transaction", .number("\(scanned.index)")), ("txid", .string(envelope.txid.hex)),
            ("code", .string("\(scanned.transaction.code)")),
            ("block_time_ms", .number("\(scanned.time.milliseconds)")),
            ("time_ms", .number("\(proposal.timestamp.milliseconds)")), ("creator", .string(proposal.creator.hex)),
            ("chaincode", .string(proposal.chaincode)), ("function", .string(proposal.function)),
            ("arguments", .array(proposal.arguments.map { .string(ValueText.of($0)) })),
            (
                "reads",
                .array(
                    envelope.result.reads.map {
                        .object([
                            ("key", .string("\($0.key)")), ("version", .string(orNull: $0.version.map { "\($0)" })),
                        ])
                    }
                )
            ),
            (
                "writes",
                .array(
                    envelope.result.writes.map {
                        .object([
                            ("key", .string("\($0.key)")),
                            ("value", .string(orNull: $0.value.map { ValueText.of($0) })),
                        ])
                    }
                )
            ),
            ("response", .string(ValueText.of(envelope.result.response))),
            ("endorsers", .array(envelope.endorsements.map { .string($0.endorser.hex) })),
        ])
    }
}
