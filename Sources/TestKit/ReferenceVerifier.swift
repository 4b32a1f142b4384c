public import ChildProcesses
import Foundation

/// A program that checks notes and proofs with the reference libraries of Go's checksum database, built once for all
/// tests from `Tests/TransparencyTests/Reference/verify.go`.
public enum ReferenceVerifier {
    private static let program = Task<String, any Error> {
        let directory = FileManager.default.temporaryDirectory.path + "/commonwatt-reference-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let source = Repository.path("Tests/TransparencyTests/Reference/verify.go")
        // Debian's packages of Go libraries are a GOPATH; nothing is fetched.
        let settings = [
            "GO111MODULE=off", "GOPATH=/usr/share/gocode", "GOFLAGS=", "CGO_ENABLED=0", "GOCACHE=\(directory)/cache",
        ]
        let build = try await ChildCommand("env", settings + ["go", "build", "-o", "\(directory)/verify", source]).run()
        guard build.isSuccess else { throw ReferenceError(message: build.errorOutput) }
        try FileManager.default.removeItem(atPath: "\(directory)/cache")
        return "\(directory)/verify"
    }

    /// Runs the program.
    public static func run(_ arguments: String...) async throws -> ToolResult {
        try await ChildCommand(program.value, arguments).run()
    }

    private struct ReferenceError: Error { let message: String }
}
