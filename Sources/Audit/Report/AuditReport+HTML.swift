import Cryptography

extension AuditReport {
    /// The report as one page that needs nothing else: no script, nothing from elsewhere, light and dark, and readable
    /// on a phone. Whatever the ledger says is escaped.
    public var html: String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <title>\(isClean ? "Audit passed" : "Audit failed")\(channel.map { ": \(Self.escaped($0))" } ?? "")</title>
        <style>\(Self.style)</style>
        </head>
        <body>
        <main>
        <h1 class="\(isClean ? "ok" : "failed")">\(isClean ? "Audit passed" : "Audit failed")</h1>
        <p>\(Self.escaped(summary))</p>
        \(firstDivergence.map(Self.section) ?? "")
        \(damages.isEmpty ? "" : Self.section("Damaged places", damages.map { "\($0)" }))
        \(dissents.isEmpty ? "" : Self.section("Endorsers that differed", dissents.flatMap(\.lines)))
        \(redactions.lines.isEmpty ? "" : Self.section("Redactions", redactions.lines))
        \(privacy.lines.isEmpty ? "" : Self.section("Private values", privacy.lines))
        <h2>What was checked</h2>
        <div class="scroll"><table>
        <tr><th>Level</th><th>Checks</th><th>Looked at</th></tr>
        \(levelRows)
        </table></div>
        \(headSection)
        </main>
        </body>
        </html>

        """
    }

    private var summary: String {
        let name = channel.map { "The ledger of channel \($0)" } ?? "The ledger"
        return isClean
            ? "\(name) is what it should be, as far as level \(level.rawValue) looks (\(level))."
            : "\(name) is not what it should be. The first place where it differs is named below."
    }

    private var levelRows: String {
        AuditLevel.allCases.filter { $0 <= level }.map { level in
            "<tr><td>\(level.rawValue)</td><td>\(Self.escaped("\(level)"))</td>"
                + "<td>\(Self.escaped(count(of: level)))</td></tr>"
        }.joined(separator: "\n")
    }

    private var headSection: String {
        guard let head else { return "" }
        return """
            <h2>Last block</h2>
            <p>Keep this line and give it to the next audit as <code>--head</code>: it shows that the ledger was \
            continued and not rewritten.</p>
            <p><code>\(head.block):\(head.hash.hex)</code></p>
            """
    }

    private static func section(_ divergence: Divergence) -> String {
        let rows: [(String, String?)] = [
            ("Level", "\(divergence.level.rawValue) (\(divergence.level))"), ("Where", "\(divergence.place)"),
            ("Transaction", divergence.txid?.hex), ("What", divergence.subject),
            ("Key", divergence.key.map { "\($0)" }), ("Expected", divergence.expected), ("Found", divergence.found),
            ("Why", divergence.reason),
        ]
        let items = rows.compactMap { name, value in
            value.map { "<dt>\(name)</dt><dd>\(escaped($0))</dd>" }
        }
        return "<h2>First divergence</h2>\n<dl>\n\(items.joined(separator: "\n"))\n</dl>"
    }

    private static func section(_ title: String, _ lines: [String]) -> String {
        let items = lines.map { "<li>\(escaped($0))</li>" }
        return "<h2>\(title)</h2>\n<ul>\n\(items.joined(separator: "\n"))\n</ul>"
    }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static let style = """
        :root{--text:#1b1f24;--back:#fff;--line:#d0d7de;--ok:#116329;--failed:#b42318}
        @media(prefers-color-scheme:dark){:root{--text:#e6edf3;--back:#0d1117;--line:#30363d;--ok:#56d364;\
        --failed:#ff7b72}}
        body{margin:0;background:var(--back);color:var(--text);font:1rem/1.5 system-ui,sans-serif}
        main{max-width:52rem;margin:0 auto;padding:1rem}
        h1.ok{color:var(--ok)}h1.failed{color:var(--failed)}
        h2{font-size:1.15rem;margin-top:2rem}
        .scroll{overflow-x:auto}
        table{border-collapse:collapse;width:100%}
        th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid var(--line)}
        dt{font-weight:600;margin-top:.6rem}
        dd{margin:0}
        dd,code,li{overflow-wrap:anywhere}
        """
}
