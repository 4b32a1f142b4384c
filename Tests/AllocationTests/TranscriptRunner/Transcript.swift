/// A readable script with its outcome: blocks of commands, a line of dashes, and what came of them.
///
///     cluster cap=100kW battery=40kW capacity=40kWh prices=1,2,7
///     building b01 raf=0.4
///     policy strict redispatch
///     ----
///     b01  band 40 kW, battery 10 kW up to 16 kWh
///
/// Blank lines and lines that begin with `#` are for the reader. The form is that of the data-driven tests of
/// etcd-io/raft and CockroachDB.
struct Transcript {
    /// A part of the file: what is copied as it stands, or commands with their outcome.
    enum Part {
        case text(String)
        case block(commands: [Line], outcome: [String])
    }

    struct Line {
        let number: Int
        let text: String
    }

    private(set) var parts: [Part] = []

    init(_ contents: String) throws {
        var commands: [Line] = []
        var lines = contents.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)[...]
        if lines.last == "" { lines.removeLast() }
        while let text = lines.first {
            let number = lines.startIndex + 1
            lines.removeFirst()
            if text == "----" {
                let outcome = Array(lines.prefix { !$0.isEmpty })
                lines.removeFirst(outcome.count)
                parts.append(.block(commands: commands, outcome: outcome))
                commands = []
            } else if commands.isEmpty, text.isEmpty || text.hasPrefix("#") {
                parts.append(.text(text))
            } else if !text.hasPrefix("#") {
                guard !text.isEmpty else { throw Malformed(line: number, expected: "---- after the commands") }
                commands.append(Line(number: number, text: text))
            }
        }
        if let last = commands.last { throw Malformed(line: last.number, expected: "---- after the commands") }
    }

    /// What is wrong with a transcript, and where.
    struct Malformed: Error, CustomStringConvertible {
        let line: Int
        let expected: String

        var description: String { "line \(line): expected \(expected)" }
    }
}

extension Transcript {
    /// The same transcript with the outcomes that a system gives now.
    func rewritten(with outcomes: (_ commands: [Line]) throws -> [String]) throws -> String {
        var lines: [String] = []
        for part in parts {
            switch part {
            case .text(let text): lines.append(text)
            case .block(let commands, _): lines += commands.map(\.text) + ["----"] + (try outcomes(commands))
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
