import ChildProcesses
import Foundation
import Testing

@Suite("The command")
struct CommandTests {
    /// A command in the argument parser's description of itself.
    private struct Description: Decodable {
        let commandName: String
        let discussion: String?
        let subcommands: [Description]?

        /// The subcommands that do something, by the words that call them.
        func leaves(after words: [String] = []) -> [(words: [String], discussion: String)] {
            let own = (subcommands ?? []).filter { $0.commandName != "help" }
            guard !own.isEmpty else { return [(words, discussion ?? "")] }
            return own.flatMap { $0.leaves(after: words + [$0.commandName]) }
        }
    }

    private struct Tool: Decodable {
        let command: Description
    }

    @Test("explains every subcommand with an example")
    func help() async throws {
        let dump = try await commonwatt(["--experimental-dump-help"])
        let leaves = try JSONDecoder().decode(Tool.self, from: Data(dump.output.utf8)).command.leaves()
        #expect(leaves.contains { $0.words == ["simulate"] })
        for leaf in leaves {
            #expect(leaf.discussion.contains("EXAMPLE:"), "\(leaf.words.joined(separator: " "))")
        }
        let run = try await commonwatt(["simulate", "--help"])
        #expect(run.status == 0 && run.output.contains("EXAMPLE:") && run.errorOutput.isEmpty)
    }

    @Test("tells its version and its subcommands")
    func version() async throws {
        #expect(try await commonwatt(["--version"]).output == "0.1.0\n")
        #expect(try await commonwatt([]).output.contains("SUBCOMMANDS:"))
    }

    @Test(
        "ends with status 2 for a bad argument, and keeps standard output clean",
        arguments: [
            (["simulat"], "Unexpected argument 'simulat'"),
            (["simulate"], "Missing expected argument '--cluster <file>'"),
            (
                ["simulate", "--cluster", "c", "--trace", "t", "--format", "xml"],
                "The value 'xml' is invalid for '--format <format>'"
            ),
        ]
    )
    func badArguments(arguments: [String], sentence: String) async throws {
        let run = try await commonwatt(arguments)
        #expect(run.status == 2)
        #expect(run.output.isEmpty)
        #expect(run.errorOutput.contains(sentence))
    }

    @Test("ends with status 3 where its output has no room")
    func fullDisk() async throws {
        let run = try await shell(
            "commonwatt simulate --cluster Examples/riverside.yaml --trace Examples/riverside.csv > /dev/full"
        )
        #expect(run.status == 3)
        #expect(run.errorOutput == "commonwatt: standard output cannot be written; is the disk full?\n")
    }
}
