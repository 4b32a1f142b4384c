import Subprocess
import SystemPackage

/// A command that has run to its end: what it printed and how it ended.
public struct CommandRun: Sendable {
    /// The exit status; 128 and the signal's number where a signal ended it, as shells count.
    public let status: Int

    /// What it wrote on standard output.
    public let output: String

    /// What it wrote on standard error.
    public let errors: String
}

extension CommandRun {
    /// The most that a command may print.
    private static let outputLimit = 64 << 20

    /// Runs an executable with arguments and awaits its end.
    ///
    /// - Parameters:
    ///   - executable: The path of the executable, or a name that is looked up in `PATH`.
    ///   - arguments: Its arguments.
    ///   - environment: Variables to set besides those of the test.
    ///   - directory: The working directory; that of the test if `nil`.
    public static func run(
        _ executable: String,
        _ arguments: [String],
        environment: [String: String] = [:],
        directory: String? = nil
    ) async throws -> CommandRun {
        let overrides = environment.map { (Environment.Key(stringLiteral: $0.key), Optional($0.value)) }
        let result = try await Subprocess.run(
            executable.contains("/") ? .path(FilePath(executable)) : .name(executable),
            arguments: Arguments(arguments),
            environment: .inherit.updating(Dictionary(uniqueKeysWithValues: overrides)),
            workingDirectory: directory.map { FilePath($0) },
            output: .string(limit: outputLimit),
            error: .string(limit: outputLimit)
        )
        let status =
            switch result.terminationStatus {
            case .exited(let code): Int(code)
            case .signaled(let signal): 128 + Int(signal)
            }
        return CommandRun(status: status, output: result.standardOutput, errors: result.standardError)
    }
}
