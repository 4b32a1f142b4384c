import ChildProcesses
import Foundation
import TestKit
import Testing

/// What the command says of itself (`--experimental-dump-help` of swift-argument-parser).
private struct Help: Decodable {
    struct Command: Decodable {
        struct Argument: Decodable {
            struct Name: Decodable {
                let kind: String
                let name: String
            }

            let names: [Name]?
        }

        let commandName: String
        let subcommands: [Command]?
        let arguments: [Argument]?

        /// The options as one types them.
        var options: Set<String> {
            let names = (arguments ?? []).flatMap { $0.names ?? [] }
            return Set(names.map { ($0.kind == "long" ? "--" : "-") + $0.name })
        }
    }

    let command: Command
}

@Suite("Every document")
struct DocumentTests {
    /// All documents of the checkout but those of the tests.
    static let documents: [String] = [
        "", "Benchmarks", "Documentation", "Examples", "Experiments", "Policies", "Sources",
    ]
    .flatMap { folder in
        let files = FileManager.default.enumerator(atPath: Repository.path(folder))
        let names = folder.isEmpty ? try? FileManager.default.contentsOfDirectory(atPath: Repository.root) : nil
        return (names ?? files?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".md") }
            .map { folder.isEmpty ? $0 : "\(folder)/\($0)" }
    }
    .sorted()

    @Test("links to files that are there", arguments: documents)
    func links(name: String) throws {
        let text = try String(contentsOfFile: Repository.path(name), encoding: .utf8)
        let folder = URL(filePath: Repository.path(name)).deletingLastPathComponent()
        for link in text.matches(of: /\]\(([^)#\s]+)[^)]*\)/) where !link.1.hasPrefix("http") {
            let target = folder.appending(path: String(link.1)).path(percentEncoded: false)
            #expect(FileManager.default.fileExists(atPath: target), "\(link.1)")
        }
    }

    @Test("names only subcommands and options that the command has")
    func commands() async throws {
        let run = try await commonwatt(["--experimental-dump-help"])
        let help = try JSONDecoder().decode(Help.self, from: Data(run.output.utf8))
        var count = 0
        for name in Self.documents {
            let text = try String(contentsOfFile: Repository.path(name), encoding: .utf8)
            for line in Self.lines(of: text) {
                count += 1
                #expect(Self.unknown(in: line, help.command) == nil, "\(name): commonwatt \(line)")
            }
        }
        #expect(count > 60, "only \(count) command lines are found: are they looked for in the right way?")
    }

    /// What follows `commonwatt` in the code of a document, line by line.
    private static func lines(of text: String) -> [Substring] {
        let joined = text.replacing("\\\n", with: " ")
        let blocks = joined.matches(of: /(?m)^(?:    )?(?:\$ )?(?:swift run )?commonwatt ([^\n]*)$/).map(\.1)
        // What is signed begins with the program's name too, and ends with a version.
        let inline = joined.matches(of: /`commonwatt ([^`]*)`/).map(\.1).filter { !$0.hasSuffix(" v1") }
        return (blocks + inline).map { line in line.prefix { !"#|>&".contains($0) } }
    }

    /// The first word of a line that is no subcommand where one has to be, or no option of its subcommand.
    private static func unknown(in line: Substring, _ root: Help.Command) -> String? {
        var words = line.split(whereSeparator: { " \n…;,".contains($0) }).map { $0.trimming("[]()") }[...]
        var command = root
        while let next = command.subcommands?.first(where: { $0.commandName == words.first }) {
            command = next
            words.removeFirst()
        }
        let known = command.options.union(["--help", "--version", "--generate-completion-script"])
        if command.commandName == root.commandName, let first = words.first, !first.hasPrefix("-") { return first }
        return words.first { $0.hasPrefix("--") && !known.contains(String($0.prefix { $0 != "=" })) }
    }
}

extension Substring {
    fileprivate func trimming(_ characters: String) -> String {
        trimmingCharacters(in: CharacterSet(charactersIn: characters))
    }
}
