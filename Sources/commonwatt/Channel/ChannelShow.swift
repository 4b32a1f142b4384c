import AllocationContract
import ArgumentParser
import Cryptography
import Foundation
import Ledger
import Membership
import Units

/// `commonwatt channel show`: the configuration in force, or a change.
struct ChannelShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show the configuration in force and how it came about, or what a change would do.",
        discussion: """
            The signatures of every configuration are verified against the one before it; the blocks between them \
            are for "ledger audit".

            EXAMPLE:
              commonwatt channel show site/ledger
              commonwatt channel show change
            """
    )

    @Argument(help: "The ledger's directory, or a change.", completion: .directory)
    var path: String

    @OptionGroup var output: OutputOptions

    func run() throws {
        if let text = try? String(contentsOfFile: path, encoding: .utf8), DraftFile<ConfigurationDraft>.isDraft(text) {
            return try StandardOutput.write(try ChangeText(DraftFile<ConfigurationDraft>.read(path)).text)
        }
        try ChannelReport(history: ConfigurationHistory(at: path)).write(as: output.format)
    }
}

/// What `commonwatt channel show` prints.
struct ChannelReport {
    let history: ConfigurationHistory

    private var configuration: ChannelConfiguration { history.channel.configuration }

    private static func time(_ instant: Instant) -> String {
        let date = Date(timeIntervalSince1970: Double(instant.milliseconds) / 1_000)
        return date.formatted(Date.ISO8601FormatStyle())
    }

    private func organisation(_ definition: OrganisationDefinition) -> String {
        let roots = definition.roots.map { "root \(Digest.sha256($0).hex)" }
        let lists = definition.revocationLists.map { der in
            guard let list = try? CertificateRevocationList(der: der) else { return "a list that cannot be read" }
            return "list \(list.number) with \(list.revocations.count) revoked, until \(Self.time(list.nextUpdate))"
        }
        let intermediates = definition.intermediates.count
        return (roots + (intermediates > 0 ? ["\(intermediates) intermediate"] : []) + lists).joined(separator: "; ")
    }

    /// The allocation contract's terms by the keys of a cluster file.
    private var terms: [(key: String, value: String)] {
        guard let definition = configuration.chaincode(named: AllocationContract.name),
            let terms = try? PeriodTerms(encoded: definition.terms)
        else { return [] }
        return terms.values
    }

    private func changes(at index: Int) -> [String] {
        guard index > 0 else { return ["the ledger is founded"] }
        let (before, after) = (history.entries[index - 1], history.entries[index])
        return after.channel.configuration.differences(from: before.channel.configuration).map(\.text)
    }

    private var rows: [[String]] {
        var rows = [["configuration", "\(configuration.sequence)"]]
        rows += configuration.organisations.map { ["organisation", "\($0.id): \(organisation($0))"] }
        rows += configuration.orderers.map { ["orderer", $0.hex] }
        rows.append(["policy", configuration.modificationPolicy])
        rows += configuration.sectionPolicies.map { ["policy of \($0.section.name)", $0.policy] }
        rows.append(["cutting", "\(configuration.cutting)"])
        for chaincode in configuration.chaincodes {
            rows.append(["chaincode", "\(chaincode.name) \(chaincode.identity.hex)"])
            rows.append(["endorsed by", chaincode.endorsementPolicy])
            if chaincode.hasPrivateValues { rows.append(["values", "private: the ledger has salted hashes"]) }
        }
        rows += terms.map { [$0.key, $0.value] }
        for (index, entry) in history.entries.enumerated() {
            let number = entry.channel.configuration.sequence
            for change in changes(at: index) {
                rows.append(["\(number), block \(entry.block), \(Self.time(entry.time))", change])
            }
        }
        return rows
    }
}

extension ChannelReport: Report {
    var json: JSONText {
        .object([
            ("channel", .string(configuration.channel)),
            ("sequence", .number("\(configuration.sequence)")),
            (
                "organisations",
                .array(
                    configuration.organisations.map { definition in
                        .object([
                            ("id", .string(definition.id)),
                            ("roots", .array(definition.roots.map { .string(Digest.sha256($0).hex) })),
                            ("intermediates", .number("\(definition.intermediates.count)")),
                            ("revocation_lists", .number("\(definition.revocationLists.count)")),
                        ])
                    }
                )
            ),
            ("orderers", .array(configuration.orderers.map { .string($0.hex) })),
            ("modification_policy", .string(configuration.modificationPolicy)),
            (
                "section_policies",
                .object(configuration.sectionPolicies.map { ($0.section.name, .string($0.policy)) })
            ),
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
            ("terms", .object(terms.map { ($0.key, .string($0.value)) })),
            (
                "history",
                .array(
                    history.entries.enumerated().map { index, entry in
                        .object([
                            ("sequence", .number("\(entry.channel.configuration.sequence)")),
                            ("block", .number("\(entry.block)")),
                            ("time_ms", .number("\(entry.time.milliseconds)")),
                            ("changes", .array(changes(at: index).map { .string($0) })),
                        ])
                    }
                )
            ),
        ])
    }

    func table(on terminal: Terminal) -> String {
        var table = TextTable(columns: [("channel", .left), (configuration.channel, .left)])
        table.rows = rows
        return table.text(on: terminal)
    }

    var csv: CSVText { CSVText(header: ["key", "value"], rows: rows) }
}
