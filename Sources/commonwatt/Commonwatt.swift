import ArgumentParser
import ControllerService

/// The command `commonwatt`: every subcommand is a file of its own and is listed here.
@main
struct Commonwatt: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "commonwatt",
        abstract: "Share a power contract and a battery among the buildings of a cluster.",
        discussion: """
            Data goes to standard output and everything else to standard error. The exit status is 0 when done, 1 for \
            a negative finding, 2 for a bad argument or file, 3 for a failure of the environment.
            """,
        version: ControllerVersion.text,
        subcommands: [
            Demo.self, Init.self, Serve.self, BuildingCommand.self, EndorserCommand.self, IdentityCommand.self,
            ChannelCommand.self, PeriodCommand.self, LedgerCommand.self, WitnessCommand.self, Simulate.self,
            WhatIf.self,
            ExperimentCommand.self, Bench.self,
        ]
    )

    /// Parses the arguments, runs the subcommand, and ends the process with the status that its outcome calls for.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            Outcome(of: error).exit()
        }
    }
}
