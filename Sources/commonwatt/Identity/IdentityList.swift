import ArgumentParser
import ControllerService
import Cryptography
import Foundation
import Site
import Units

struct IdentityList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List what an authority has issued: subject, role, validity, and whether it is revoked.",
        discussion: """
            EXAMPLE:
              commonwatt identity list utility --format json
            """
    )

    @OptionGroup var authority: AuthorityArgument
    @OptionGroup var output: OutputOptions

    func run() throws {
        let directory = try AuthorityDirectory(authority.directory)
        try IdentityReport(entries: try directory.entries(), now: SystemClock().now()).write(as: output.format)
    }
}

/// What `commonwatt identity list` prints.
struct IdentityReport: Report {
    let entries: [AuthorityDirectory.Entry]
    let now: Instant

    private func status(of entry: AuthorityDirectory.Entry) -> String {
        if let revocation = entry.revocation {
            return "revoked \(Self.day(revocation.date)) (\(revocation.reason.name))"
        }
        if entry.certificate.notAfter <= now { return "expired" }
        return entry.certificate.notBefore > now ? "not yet valid" : "valid"
    }

    private func cells(of entry: AuthorityDirectory.Entry) -> [String] {
        let certificate = entry.certificate
        let role = certificate.isAuthority ? "authority" : certificate.organisationalUnits.joined(separator: "+")
        return [
            entry.file, certificate.commonName, role, Self.day(certificate.notBefore), Self.day(certificate.notAfter),
            status(of: entry), "\(certificate.serialNumber)",
        ]
    }

    private static let keys = ["file", "subject", "role", "not_before", "not_after", "status", "serial_number"]

    private static func day(_ instant: Instant) -> String {
        let date = Date(timeIntervalSince1970: Double(instant.milliseconds) / 1_000)
        return date.formatted(Date.ISO8601FormatStyle())
    }

    var json: JSONText {
        .array(entries.map { .object(zip(Self.keys, cells(of: $0)).map { ($0, .string($1)) }) })
    }

    func table(on terminal: Terminal) -> String {
        let titles = ["file", "subject", "role", "from", "until", "status"]
        var table = TextTable(columns: titles.map { ($0, .left) })
        table.rows = entries.map { Array(cells(of: $0).dropLast()) }
        return table.text(on: terminal)
    }

    var csv: CSVText { CSVText(header: Self.keys, rows: entries.map { cells(of: $0) }) }
}
