import ChildProcesses
import TestKit

/// Runs the command that was built beside the tests, from the top of the checkout if not told otherwise.
func commonwatt(_ arguments: [String], in directory: String = Repository.root) async throws -> ToolResult {
    try await ChildCommand(Products.executable("commonwatt"), arguments, workingDirectory: directory).run()
}

/// Runs a line of shell, in which `commonwatt` is the command that was built beside the tests.
func shell(_ line: String, in directory: String = Repository.root) async throws -> ToolResult {
    let script = "commonwatt() { \"\(try Products.executable("commonwatt"))\" \"$@\"; }\n\(line)"
    return try await ChildCommand("sh", ["-c", script], workingDirectory: directory).run()
}
