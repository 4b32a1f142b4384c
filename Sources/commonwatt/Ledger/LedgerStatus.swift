import ArgumentParser
import Cryptography
import Foundation
import Ledger
import LedgerStore
import Units

/// `commonwatt ledger status`: what a ledger says of itself.
struct LedgerStatus: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show what a ledger says of itself: channel, blocks, members, contracts.",
        discussion: """
            Nothing of it is verified but the signatures of the founder and of those who changed the configuration. \
            For the rest see "ledger verify" and "ledger audit".

            EXAMPLE:
              commonwatt ledger status ledger --format json
            """
    )

    @OptionGroup var ledger: LedgerArgument
    @OptionGroup var output: OutputOptions

    func run() throws {
        let place = try LedgerPlace(ledger.path)
        try StatusReport(place).write(as: output.format)
    }
}

/// What `commonwatt ledger status` prints.
struct StatusReport {
    let tip: ChainTip
    let configuration: ChannelConfiguration
    /// The snapshot that the ledger began from, if it did.
    let origin: (block: Int, hash: Digest)?

    init(_ place: LedgerPlace) throws(CommandFailure) {
        do throws(ChainError) {
            let chain = try LedgerArchive(at: place.directory)
            tip = try chain.tip()
            origin = try chain.origin()
            do throws(ConfigurationHistoryError) {
                configuration = try ConfigurationHistory(of: chain).channel.configuration
            } catch {
                throw ChainError(.damaged, "\(place.directory): \(error)")
            }
        } catch {
            throw CommandFailure(error)
        }
    }

    private var time: String {
        let date = Date(timeIntervalSince1970: Double(tip.time.milliseconds) / 1_000)
        return date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    private var organisations: [String] { configuration.organisations.map(\.id) }
}

extension StatusReport: Report {
    var json: JSONText {
        .object([
            ("channel", .string(configuration.channel)),
            ("format_version", .number("\(ChannelConfiguration.formatVersion)")),
            ("blocks", .number("\(tip.height)")),
            ("transactions", .number("\(tip.frontier.size)")),
            (
                "last_block",
                .object([
                    ("number", .number("\(tip.height - 1)")), ("hash", .string(tip.hash.hex)),
                    ("time_ms", .number("\(tip.time.milliseconds)")),
                ])
            ),
            (
                "snapshot",
                origin.map { .object([("block", .number("\($0.block)")), ("hash", .string($0.hash.hex))]) } ?? .null
            ),
            ("ledger_root", .string(tip.frontier.root.hex)),
            ("organisations", .array(organisations.map { .string($0) })),
            (
                "chaincodes",
                .array(
                    configuration.chaincodes.map { chaincode in
                        .object([
                            ("name", .string(chaincode.name)), ("identity", .string(chaincode.identity.hex)),
                            ("endorsement_policy", .string(chaincode.endorsementPolicy)),
                        ])
                    }
                )
            ),
        ])
    }

    func table(on terminal: Terminal) -> String {
        var table = TextTable(columns: [("ledger", .left), (configuration.channel, .left)])
        table.rows = [
            ["blocks", "\(tip.height)"], ["transactions", "\(tip.frontier.size)"],
            ["last block", "\(tip.height - 1), cut \(time)"], ["its hash", tip.hash.hex],
            ["tree's root", tip.frontier.root.hex], ["organisations", organisations.joined(separator: ", ")],
        ]
        if let origin {
            table.rows.append(["begins behind", "block \(origin.block), from the snapshot \(origin.hash.hex)"])
        }
        for chaincode in configuration.chaincodes {
            table.rows.append(["chaincode", "\(chaincode.name), endorsed by \(chaincode.endorsementPolicy)"])
        }
        return table.text(on: terminal)
    }

    var csv: CSVText {
        CSVText(
            header: ["channel", "blocks", "transactions", "last_block_hash", "last_block_time_ms", "ledger_root"],
            rows: [
                [
                    configuration.channel, "\(tip.height)", "\(tip.frontier.size)", tip.hash.hex,
                    "\(tip.time.milliseconds)", tip.frontier.root.hex,
                ]
            ]
        )
    }
}
