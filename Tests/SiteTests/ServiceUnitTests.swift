import ChildProcesses
import Foundation
import Site
import TestKit
import Testing

@Suite("The service unit of a site")
struct ServiceUnitTests {
    private func withUnit<Value>(
        program: String = "/bin/true",
        _ body: (ServiceUnit, String) async throws -> Value
    ) async throws -> Value {
        try await withTemporaryDirectory { directory in
            let unit = ServiceUnit(site: "riverside", directory: directory, program: program, user: "daemon")
            let path = directory + "/commonwatt.service"
            try unit.text.write(toFile: path, atomically: true, encoding: .utf8)
            return try await body(unit, path)
        }
    }

    @Test("systemd understands every line of it")
    func verified() async throws {
        try await withUnit { _, path in
            let run = try await ChildCommand("systemd-analyze", ["verify", "--man=no", path]).run()
            let complaints = run.errorOutput.split(separator: "\n").filter { $0.contains("commonwatt.service") }
            #expect(run.isSuccess && complaints.isEmpty, "\(run.errorOutput)")
        }
    }

    @Test("It leaves the process little: systemd's own figure for its exposure is at most 1.5 of 10")
    func exposure() async throws {
        try await withUnit { _, path in
            let arguments = ["security", "--offline=true", "--no-pager", "--threshold=15", path]
            let run = try await ChildCommand("systemd-analyze", arguments).run()
            #expect(run.isSuccess, "\(run.output)\(run.errorOutput)")
        }
    }

    @Test("A path with spaces, quotes and per cent signs is one word; root is nobody to run as")
    func quoting() async throws {
        let unit = ServiceUnit(site: "a", directory: "/srv/a \"b\" 5%", program: "/opt/my program", user: "root")
        #expect(unit.text.contains(#"ExecStart="/opt/my program" serve --config "/srv/a \"b\" 5%%/cluster.yaml""#))
        #expect(unit.text.contains("\nUser=commonwatt\n"))
    }
}
