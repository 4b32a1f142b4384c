import Foundation
import Testing

/// Scripts of situations that the thesis shows, with their outcomes (`Transcripts/README.md`).
@Suite("Transcripts")
struct TranscriptTests {
    static let directory = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Transcripts")

    static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
        return files.filter { $0.hasSuffix(".txt") }.sorted()
    }()

    @Test("The decision core does what the transcript says", arguments: names)
    func core(name: String) throws {
        let (file, contents) = try read(name)
        let now = try outcome(of: contents, on: ClusterSystem.self)
        let changes = Self.difference(from: contents, to: now)
        if ProcessInfo.processInfo.environment["COMMONWATT_REWRITE_TRANSCRIPTS"] == "1" {
            if !changes.isEmpty { print("\(name) is rewritten:\n\(changes)") }
            try now.write(to: file, atomically: true, encoding: .utf8)
        } else if !changes.isEmpty {
            Issue.record("\(name) (- as written, + as it is now):\n\(changes)")
        }
    }

    @Test("The oracle does the same as the decision core", arguments: names)
    func oracle(name: String) throws {
        let contents = try read(name).contents
        let core = try outcome(of: contents, on: ClusterSystem.self)
        let changes = Self.difference(from: core, to: try outcome(of: contents, on: OracleSystem.self))
        #expect(changes.isEmpty, "\(name) (- core, + oracle):\n\(changes)")
    }

    @Test("A random scenario is printed as a transcript", arguments: Scenario.Profile.all)
    func scenario(profile: Scenario.Profile) throws {
        let scenario = try Scenario.random(profile, seed: 3, length: 60)
        var system = OracleSystem(scenario)
        for operation in scenario.operations { _ = system.apply(operation) }
        let last = Quantity.text(milliseconds: system.oracle.now)
        let energies = "\(system.oracle.now)ms energy\n----\n"
        let written = try outcome(of: scenario.description + "\n\n" + energies, on: OracleSystem.self)
        let sum = Quantity.text(millijoules: system.oracle.account.total)
        #expect(written.contains("\(last)  energy"))
        #expect(written.split(separator: "\n").last?.hasPrefix("  sum  ") == true)
        #expect(written.split(separator: "\n").last?.contains(sum) == true)
    }

    @Test("There are transcripts")
    func presence() {
        #expect(Self.names.contains("figure-4.3-strict.txt"))
    }

    private func read(_ name: String) throws -> (file: URL, contents: String) {
        let file = Self.directory.appending(path: name)
        return (file, try String(contentsOf: file, encoding: .utf8))
    }

    private func outcome<System: TranscribedSystem>(of contents: String, on system: System.Type) throws -> String {
        var runner = TranscriptRunner<System>()
        return try Transcript(contents).rewritten { try runner.run($0) }
    }

    /// The lines that differ, with the number of the first of each run.
    private static func difference(from old: String, to new: String) -> String {
        let (before, after) = (
            old.split(separator: "\n", omittingEmptySubsequences: false),
            new.split(separator: "\n", omittingEmptySubsequences: false)
        )
        var lines: [(number: Int, mark: Int, text: String)] = []
        for change in after.difference(from: before) {
            switch change {
            case .remove(let offset, let line, _): lines.append((offset, 0, "\(offset + 1) - \(line)"))
            case .insert(let offset, let line, _): lines.append((offset, 1, "\(offset + 1) + \(line)"))
            }
        }
        return lines.sorted { ($0.number, $0.mark) < ($1.number, $1.mark) }.map(\.text).joined(separator: "\n")
    }
}
