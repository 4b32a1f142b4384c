import Foundation
import TestKit
import Testing

@Suite("The house is tidy")
struct TidyTests {
    private func expectNone(_ findings: [String]) {
        #expect(findings.isEmpty, "\n\(findings.joined(separator: "\n"))")
    }

    @Test("There are sources to look at")
    func sources() {
        #expect(Sources.all.count > 20)
        #expect(Sources.targets.contains("Units"))
    }

    @Test("Pure targets import only targets of this package")
    func pureImports() {
        expectNone(
            Sources.all.filter { !$0.isTest && Sources.pure.contains($0.target) }.flatMap { file in
                file.imports.filter { !Sources.targets.contains($0) }.map { "\(file.path) imports \($0)" }
            }
        )
    }

    @Test("Each outside library and each C module is imported by one target")
    func importers() {
        let toolchain: Set = [
            "Foundation", "FoundationEssentials", "Glibc", "Dispatch", "Synchronization", "Observation",
        ]
        // Interfaces rather than libraries: to what a target logs and under what it runs, the command decides; and the
        // buffers of NIOCore and the settings of NIOSSL are what the libraries above them are spoken to in.
        let vocabulary: Set = ["Logging", "Metrics", "NIOCore", "NIOSSL", "ServiceLifecycle", "UnixSignals"]
        let own = Set(Sources.targets).subtracting(Sources.modules)
        var importers: [String: Set<String>] = [:]
        for file in Sources.all where !file.isTest {
            for module in file.imports where !toolchain.union(vocabulary).union(own).contains(module) {
                importers[module, default: []].insert(file.target)
            }
        }
        expectNone(
            importers.filter { $0.value.count > 1 }.sorted { $0.key < $1.key }
                .map { "\($0.key) is imported by \($0.value.sorted().joined(separator: ", "))" }
        )
    }

    @Test("Only the command sees the readings that are not policies of the product")
    func research() {
        let importers = Sources.all.filter { !$0.isTest && $0.imports.contains("ResearchPolicies") }
        #expect(!importers.isEmpty)
        expectNone(
            importers.filter { !$0.path.hasPrefix("Sources/commonwatt/Experiment/") }
                .map { "\($0.path) imports ResearchPolicies" }
        )
    }

    @Test("Banned code appears nowhere", arguments: BannedCode.all.indices)
    func bannedCode(index: Int) throws {
        let ban = BannedCode.all[index]
        expectNone(
            try Sources.all.filter(ban.scope).flatMap { file in
                try ban.occurrences(in: file.code).map { file.finding($0, ban.remedy) }
            }
        )
    }

    @Test("Functions have at most 70 lines, files 400, lines 120 columns")
    func lengths() {
        expectNone(
            Sources.all.flatMap { file in
                let length = file.lines.count - 1
                let tooLong = length > 400 ? ["\(file.path) has \(length) lines"] : []
                let tooWide = file.lines.indices.filter { file.lines[$0].count > 120 }
                return tooLong + tooWide.map { file.finding($0, "\(file.lines[$0].count) columns") }
                    + file.functions.filter { $0.length > 70 }.map { file.finding($0.line, "\($0.length) lines") }
            }
        )
    }

    @Test("Public declarations are documented")
    func documentation() {
        let files = Sources.all.filter { !$0.isTest }
        let documentation = Documentation(of: files)
        expectNone(
            files.flatMap { file in
                documentation.undocumented(in: file).map { file.finding($0, "no documentation comment") }
            }
        )
    }

    @Test("Nothing is left for later")
    func leftovers() {
        // Put together here, so that this file does not contain them.
        let marks = ["TO" + "DO", "FIX" + "ME", "XX" + "X:", "HA" + "CK:"]
        expectNone(
            Sources.all.flatMap { file in
                file.lines.indices.filter { index in marks.contains { file.lines[index].contains($0) } }
                    .map { file.finding($0, "left for later") }
            }
        )
    }

    @Test("The map names every target, and no other")
    func map() throws {
        let map = try String(contentsOfFile: Repository.path("Sources/README.md"), encoding: .utf8)
        let named = Set(map.matches(of: /^\| \[?`(\w+)`/.anchorsMatchLineEndings()).map { String($0.1) })
        #expect(named == Set(Sources.targets))
    }

    @Test("Every target is exercised by tests of its own or is one that tests are made with")
    func testTargets() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Repository.path("Tests"))
        let tested = Set(names.map { $0.lowercased() })
        let exempt = Set(Sources.modules + ["TestKit"])
        expectNone(
            Sources.targets.filter { !exempt.contains($0) && !tested.contains("\($0.lowercased())tests") }
                .map { "Sources/\($0) has no Tests/\($0)Tests" }
        )
    }
}
