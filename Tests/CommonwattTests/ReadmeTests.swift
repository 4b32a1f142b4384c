import ChildProcesses
import Foundation
import TestKit
import Testing

@Suite("The README")
struct ReadmeTests {
    @Test("shows what simulate really prints")
    func simulate() async throws {
        let readme = try String(contentsOfFile: Repository.path("README.md"), encoding: .utf8)
        let block = try #require(readme.firstMatch(of: /\$ commonwatt (simulate .*)\n((?:.*\n)*?)```/))
        let run = try await commonwatt(block.1.split(separator: " ").map(String.init))
        #expect(run.output == String(block.2))
    }

    @Test("and the page on whatif shows what that really prints")
    func whatif() async throws {
        let page = try String(contentsOfFile: Repository.path("Documentation/whatif.md"), encoding: .utf8)
        let block = try #require(page.firstMatch(of: /\$ commonwatt (whatif .*)\n((?:.*\n)*?)```/))
        let run = try await commonwatt(block.1.split(separator: " ").map(String.init))
        #expect(run.output == String(block.2))
    }
}
