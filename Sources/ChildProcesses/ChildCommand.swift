import Glibc
import Subprocess
import SystemPackage

/// A program and its arguments.
public struct ChildCommand: Hashable, Sendable {
    /// The program's name, looked for on the path and in the directories of system programs, or its path.
    public var program: String

    /// The arguments after the program's name.
    public var arguments: [String]

    /// The directory it runs in; `nil` for this process's own.
    public var workingDirectory: String?

    /// Creates a command.
    public init(_ program: String, _ arguments: [String] = [], workingDirectory: String? = nil) {
        self.program = program
        self.arguments = arguments
        self.workingDirectory = workingDirectory
    }

    var executable: Executable {
        program.utf8.contains(UInt8(ascii: "/")) ? .path(FilePath(program)) : .name(program)
    }

    /// The environment of this process, with the system programs' directories on the path: where mosquitto is found,
    /// and where the path of an ordinary user does not lead.
    static var environment: Environment {
        let path = unsafe getenv("PATH").map { unsafe String(cString: $0) } ?? "/usr/local/bin:/usr/bin:/bin"
        return .inherit.updating(["PATH": path + ":/usr/local/sbin:/usr/sbin:/sbin"])
    }
}

/// What a program left that has ended.
public struct ToolResult: Hashable, Sendable {
    /// Its exit status; 128 and the signal's number where a signal ended it, as shells count.
    public let status: Int

    /// Whether it ended by itself with exit status 0.
    public var isSuccess: Bool { status == 0 }

    /// What it wrote to standard output.
    public let output: String

    /// What it wrote to standard error.
    public let errorOutput: String
}

extension ChildCommand {
    /// Runs the program to its end.
    ///
    /// - Throws: ``ChildProcessError`` if it cannot be started or writes more than a megabyte.
    public func run() async throws(ChildProcessError) -> ToolResult {
        do {
            let result = try await Subprocess.run(
                executable,
                arguments: Arguments(arguments),
                environment: Self.environment,
                workingDirectory: workingDirectory.map { FilePath($0) },
                output: .string(limit: 1 << 20),
                error: .string(limit: 1 << 20)
            )
            return ToolResult(
                status: Self.status(result.terminationStatus),
                output: result.standardOutput,
                errorOutput: result.standardError
            )
        } catch {
            throw .notStarted(program: program, reason: "\(error)")
        }
    }

    private static func status(_ termination: TerminationStatus) -> Int {
        switch termination {
        case .exited(let code): Int(code)
        case .signaled(let signal): 128 + Int(signal)
        }
    }
}

/// Why a child process is not there or not as expected.
public enum ChildProcessError: Error, Hashable, Sendable {
    /// The program could not be started.
    case notStarted(program: String, reason: String)

    /// The program ended before it was ready; its last lines say why.
    case endedEarly(program: String, lastLines: [String])

    /// The server runs, and was to be started.
    case running(program: String)
}

extension ChildProcessError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notStarted(let program, let reason): "\(program) could not be started: \(reason)."
        case .endedEarly(let program, let lines):
            "\(program) ended before it was ready: "
                + (lines.isEmpty ? "it said nothing" : lines.joined(separator: " | "))
        case .running(let program): "\(program) is running already; stop it before it is started again."
        }
    }
}
