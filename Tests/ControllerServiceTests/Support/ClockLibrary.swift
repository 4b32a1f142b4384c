import ChildProcesses
import TestKit
import Testing

/// A library that sets the time of day for one process.
enum ClockLibrary {
    /// Builds it.
    static func build(in directory: String) async throws -> String {
        let library = directory + "/clock.so"
        let source = Repository.path("Tests/Wire/clock.c")
        let build = try await ChildCommand("clang", ["-shared", "-fPIC", "-o", library, source]).run()
        try #require(build.isSuccess, "\(build.errorOutput)")
        return library
    }
}
