import Allocation
import AllocationContract
import ArgumentParser
import Audit
import Cryptography
import Ledger
import Units

/// `commonwatt ledger history`: every value that a key has had.
struct LedgerHistory: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Show every value that a key of the state has had, with the transaction that wrote it.",
        discussion: """
            A key is written as reports name it: the chaincode, a slash, the chaincode's own key. --building finds a \
            building's record, whatever its index is in a period.

            EXAMPLE:
              commonwatt ledger history ledger allocation/cluster
              commonwatt ledger history ledger --building b01
            """
    )

    @OptionGroup var ledger: LedgerArgument

    @Argument(help: "The key, for example allocation/b/#1.")
    var key: String?

    @Option(help: ArgumentHelp("Instead of a key: the record of this building.", valueName: "id"))
    var building: String?

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (key == nil) != (building == nil) else {
            throw ValidationError("expected a key, or --building and a building's id")
        }
    }

    func run() throws {
        var report = HistoryReport()
        var ofBuilding: QualifiedKey?
        try ChainScan(ledger.path).forEach(label: "Reading") { scanned in
            guard scanned.transaction.code == .valid else { return true }
            let name = scanned.envelope.proposal.chaincode
            if let building, let index = Self.index(of: building, in: scanned.envelope) {
                ofBuilding = index.map { QualifiedKey(RecordedWrite.key(ofBuilding: $0), in: name) }
            }
            for write in scanned.envelope.result.writes {
                let written = QualifiedKey(write.key, in: name)
                guard written == ofBuilding || written.description == key else { continue }
                report.entries.append(HistoryReport.Entry(scanned: scanned, key: written, value: write.value))
            }
            return true
        }
        guard !report.entries.isEmpty else {
            throw CommandFailure.badInput(
                "the ledger has never written \(key ?? "a record of building \(building ?? "")")"
            )
        }
        try report.write(as: output.format)
    }

    /// Where a transaction that opens a period puts a building: its index, none, or nothing said.
    private static func index(of building: String, in envelope: Envelope) -> Int?? {
        guard envelope.proposal.chaincode == AllocationContract.name else { return nil }
        for write in envelope.result.writes where write.key == RecordedWrite.termsKey {
            guard let value = write.value, let terms = try? PeriodTerms(encoded: value) else { return nil }
            return .some(terms.cluster.buildings.firstIndex { $0.id.text == building })
        }
        return nil
    }
}

/// What `commonwatt ledger history` prints.
struct HistoryReport: Report {
    struct Entry {
        let scanned: ScannedTransaction
        let key: QualifiedKey
        let value: [UInt8]?

        var text: String? { value.map { ValueText.of($0) } }
    }

    var entries: [Entry] = []

    var json: JSONText {
        .array(
            entries.map { entry in
                .object([
                    ("block", .number("\(entry.scanned.block)")), ("transaction", .number("\(entry.scanned.index)")),
                    ("leaf", .number("\(entry.scanned.number)")), ("txid", .string(entry.scanned.envelope.txid.hex)),
                    ("time_ms", .number("\(entry.scanned.envelope.proposal.timestamp.milliseconds)")),
                    ("function", .string(entry.scanned.envelope.proposal.function)),
                    ("key", .string("\(entry.key)")), ("value", .string(orNull: entry.text)),
                ])
            }
        )
    }

    func table(on terminal: Terminal) -> String {
        var table = TextTable(columns: [("version", .right), ("time", .left), ("function", .left), ("value", .left)])
        table.rows = entries.map { entry in
            [
                "\(entry.scanned.place)", "\(entry.scanned.envelope.proposal.timestamp)",
                entry.scanned.envelope.proposal.function, entry.text ?? "(deleted)",
            ]
        }
        return table.text(on: terminal)
    }

    var csv: CSVText {
        CSVText(
            header: ["block", "transaction", "leaf", "txid", "time_ms", "function", "key", "value"],
            rows: entries.map { entry in
                [
                    "\(entry.scanned.block)", "\(entry.scanned.index)", "\(entry.scanned.number)",
                    entry.scanned.envelope.txid.hex, "\(entry.scanned.envelope.proposal.timestamp.milliseconds)",
                    entry.scanned.envelope.proposal.function, "\(entry.key)", entry.text ?? "",
                ]
            }
        )
    }
}
