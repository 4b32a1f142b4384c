import ArgumentParser
import Audit
import Cryptography
import Ledger
import Units

/// The forms in which an audit prints its report.
enum AuditFormat: String, CaseIterable, ExpressibleByArgument {
    case text
    case json
    case html
}

/// The option of the commands that print an audit's report.
struct AuditOutputOptions: ParsableArguments {
    @Option(help: "How to print the report: text, json or html (one page that needs nothing else).")
    var format: AuditFormat = .text

    /// Prints a report; one with a divergence ends the command as a negative finding.
    func write(_ report: AuditReport) throws(CommandFailure) {
        switch format {
        case .text: try StandardOutput.write(report.description)
        case .json: try StandardOutput.write(report.json.description)
        case .html: try StandardOutput.write(report.html)
        }
        if let divergence = report.firstDivergence { throw .negativeFinding("\(divergence)") }
    }
}

extension AuditReport {
    /// The report under its documented keys (`Documentation/audit.md`).
    var json: JSONText {
        .object([
            ("result", .string(isClean ? "ok" : "failed")),
            ("level", .number("\(level.rawValue)")),
            ("channel", .string(orNull: channel)),
            (
                "head",
                head.map { .object([("block", .number("\($0.block)")), ("hash", .string($0.hash.hex))]) } ?? .null
            ),
            ("levels", .array(AuditLevel.allCases.filter { $0 <= level }.map { json(of: $0) })),
            (
                "damages",
                .array(
                    damages.map { damage in
                        .object([
                            ("file", .string(damage.file)), ("part", .string(orNull: damage.part)),
                            ("problem", .string(damage.problem)),
                        ])
                    }
                )
            ),
            ("redactions", redactions.json),
            ("private_values", privacy.json),
            ("dissents", .array(dissents.map(\.json))),
            ("first_divergence", firstDivergence?.json ?? .null),
        ])
    }

    private func json(of level: AuditLevel) -> JSONText {
        let figures: [(String, Int)] =
            switch level {
            case .headers: [("files", counts.files), ("bytes", counts.bytes), ("blocks", counts.blocks)]
            case .leaves: [("transactions", counts.transactions), ("checkpoints", counts.checkpoints)]
            case .signatures:
                [
                    ("signatures", counts.signatures), ("signed_demands", counts.signedCalls),
                    ("unsigned_demands", counts.unsignedCalls), ("dissents", counts.dissents),
                ]
            case .state:
                [("keys", counts.keys), ("reads", counts.reads), ("invalid_transactions", counts.invalid)]
            case .calls:
                [
                    ("calls", counts.calls), ("calls_not_executed", counts.callsNotExecuted),
                    ("calls_lost", counts.callsLost),
                ]
            case .physics:
                [
                    ("events", counts.domain.events), ("bills", counts.domain.bills),
                    ("events_not_followed", counts.eventsNotFollowed),
                ]
            }
        return .object(
            [("level", .number("\(level.rawValue)")), ("checks", .string("\(level)"))]
                + figures.map { (key: $0.0, value: .number("\($0.1)")) }
        )
    }
}

extension Dissent {
    fileprivate var json: JSONText {
        .object([
            ("block", .number("\(place.block)")),
            ("transaction", .number("\(place.transaction)")),
            ("txid", .string(txid.hex)),
            ("code", .string("\(code)")),
            ("endorser", .string(endorser)),
            ("recorded", .array(recorded.map { .string($0) })),
            ("signed", .array(signed.map { .string($0) })),
            ("difference", .string(orNull: difference)),
            ("refusal", .string(orNull: refusal)),
        ])
    }
}

extension PrivacyReport {
    fileprivate var json: JSONText {
        guard hashes > 0 else { return .null }
        return .object([
            ("hashes", .number("\(hashes)")), ("shown", .number("\(shown)")),
            ("calls_not_shown", .number("\(callsNotShown)")), ("events_not_shown", .number("\(eventsNotShown)")),
            ("values_before_snapshot", .number("\(earlier)")),
            (
                "members",
                .array(
                    members.map { member in
                        .object([
                            ("member", .string(orNull: member.name)), ("values", .number("\(member.values)")),
                            ("findings", .array(member.findings.map { .string($0) })),
                        ])
                    }
                )
            ),
        ])
    }
}

extension RedactionReport {
    fileprivate var json: JSONText {
        .array(
            redactions.map { entry in
                .object([
                    ("block", .number("\(entry.version.block)")),
                    ("transaction", .number("\(entry.version.transaction)")),
                    ("txid", .string(entry.txid.hex)),
                    ("by", .string(entry.by.hex)),
                    ("by_block", .number("\(entry.block)")),
                    ("time_ms", .number("\(entry.time.milliseconds)")),
                    ("commit_hash_made", .boolean(entry.isCommitHashMade)),
                ])
            }
        )
    }
}

extension Divergence {
    fileprivate var json: JSONText {
        let (file, part): (String?, String?) =
            if case .file(let file, let part) = place { (file, part) } else { (nil, nil) }
        return .object([
            ("level", .number("\(level.rawValue)")),
            ("file", .string(orNull: file)),
            ("part", .string(orNull: part)),
            ("block", .number(orNull: block.map { "\($0)" })),
            ("transaction", .number(orNull: transaction.map { "\($0)" })),
            ("txid", .string(orNull: txid?.hex)),
            ("subject", .string(subject)),
            ("key", .string(orNull: key?.description)),
            ("expected", .string(expected)),
            ("found", .string(found)),
            ("reason", .string(orNull: reason)),
        ])
    }
}
