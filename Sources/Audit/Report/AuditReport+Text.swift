import Cryptography

extension AuditReport: CustomStringConvertible {
    /// The report for people, ending with the verdict.
    public var description: String {
        var lines = AuditLevel.allCases.filter { $0 <= level }.map { "level \($0.rawValue)  \($0): \(count(of: $0))" }
        if let head { lines.append("head     block \(head.block), hash \(head.hash.hex)") }
        lines += redactions.lines + privacy.lines + dissents.flatMap(\.lines)
        if counts.dissents > dissents.count { lines.append("dissent  \(counts.dissents - dissents.count) more") }
        lines += damages.map { "damage   \($0)" }
        guard let firstDivergence else { return (lines + ["audit: OK"]).joined(separator: "\n") }
        lines += Self.lines(of: firstDivergence)
        return (lines + ["audit: FAILED"]).joined(separator: "\n")
    }

    /// What was counted at a level, in words.
    public func count(of level: AuditLevel) -> String {
        switch level {
        case .headers:
            (counts.files > 0 ? "\(Self.of(counts.bytes, "byte")) in \(Self.of(counts.files, "file")), " : "")
                + Self.of(counts.blocks, "block")
        case .leaves:
            Self.of(counts.transactions, "transaction")
                + (counts.checkpoints > 0 ? ", \(Self.of(counts.checkpoints, "checkpoint"))" : "")
        case .signatures:
            Self.of(counts.signatures, "signature")
                + (counts.signedCalls > 0
                    ? ", \(counts.signedCalls) of \(counts.signedCalls + counts.unsignedCalls) demands signed" : "")
        case .state:
            "\(Self.of(counts.keys, "key")), \(Self.of(counts.reads, "read")) compared, "
                + "\(Self.of(counts.invalid, "transaction")) not valid"
        case .calls:
            Self.of(counts.calls, "call")
                + (counts.callsNotExecuted > 0 ? ", \(counts.callsNotExecuted) not valid and not executed" : "")
                + (counts.callsLost > 0 ? ", \(counts.callsLost) not executed after redactions" : "")
                + (privacy.callsNotShown > 0 ? ", \(privacy.callsNotShown) not executed: values not shown" : "")
        case .physics:
            "\(Self.of(counts.domain.events, "event")) followed, \(Self.of(counts.domain.bills, "bill")) computed again"
                + (counts.eventsNotFollowed > 0
                    ? ", \(Self.of(counts.eventsNotFollowed, "event")) not followed after redactions" : "")
                + (privacy.eventsNotShown > 0
                    ? ", \(Self.of(privacy.eventsNotShown, "event")) not followed: values not shown" : "")
        }
    }

    private static func lines(of divergence: Divergence) -> [String] {
        var lines = ["", "first divergence, at level \(divergence.level.rawValue) (\(divergence.level))"]
        lines.append("  where     \(divergence.place)" + (divergence.txid.map { " (txid \($0.hex))" } ?? ""))
        lines.append("  what      \(divergence.subject)")
        if let key = divergence.key { lines.append("  key       \(key)") }
        lines.append("  expected  \(shortened(divergence.expected))")
        lines.append("  found     \(shortened(divergence.found))")
        if let reason = divergence.reason { lines.append("  why       \(reason)") }
        return lines
    }

    /// The most characters of a value on a line for people; the JSON report has all of it.
    private static let lineMax = 1_000

    private static func shortened(_ text: String) -> String {
        text.count <= lineMax ? text : "\(text.prefix(lineMax))… (\(text.count) characters)"
    }

    private static func of(_ count: Int, _ noun: String) -> String {
        "\(count) \(noun)\(count == 1 ? "" : "s")"
    }
}
