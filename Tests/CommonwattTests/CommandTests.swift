import ChildProcesses
import Testing

@Suite("The command")
struct CommandTests {
    @Test("explains itself with an example", arguments: ["simulate"])
    func help(subcommand: String) async throws {
        let run = try await commonwatt([subcommand, "--help"])
        #expect(run.status == 0)
        #expect(run.output.contains("EXAMPLE:"))
        #expect(run.errorOutput.isEmpty)
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
