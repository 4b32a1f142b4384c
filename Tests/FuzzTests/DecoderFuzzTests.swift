import Foundation
import FuzzKit
import TestKit
import Testing

/// Every decoder on mutations of good inputs, with fixed seeds: the same inputs on every run and machine.
///
/// `COMMONWATT_FUZZ_FACTOR=100` makes a run a hundred times as long; `COMMONWATT_FUZZ_SEED=7` gives other inputs.
@Suite("Every decoder under mutated input", .timeLimit(.minutes(10)))
struct DecoderFuzzTests {
    private static let decoders = Result { try FuzzDecoder.all() }
    private static let names = (try? decoders.get().map(\.name)) ?? []
    private static let factor = setting("COMMONWATT_FUZZ_FACTOR") ?? 1
    private static let seed = UInt64(setting("COMMONWATT_FUZZ_SEED") ?? 20_261)

    private static func setting(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap(Int.init)
    }

    @Test("The decoders can be set up, and there are as many as there are formats")
    func table() throws {
        let decoders = try Self.decoders.get()
        #expect(Set(decoders.map(\.name)).count == decoders.count)
        #expect(decoders.count >= 30)
        #expect(decoders.map(\.executions).reduce(0, +) >= 400_000)
    }

    @Test("The documentation says of each decoder how often it is called")
    func stated() throws {
        let text = try String(contentsOfFile: Repository.path("Documentation/faults.md"), encoding: .utf8)
        for decoder in try Self.decoders.get() {
            let row = "| `\(decoder.name)` | \(decoder.executions) |"
            #expect(text.contains(row), "Documentation/faults.md: expected the row \(row)")
        }
    }

    @Test("Nothing crashes, and what is accepted is written as it was read", arguments: names)
    func mutations(name: String) throws {
        let decoder = try #require(try Self.decoders.get().first { $0.name == name })
        for seed in decoder.seeds { #expect(decoder.run(seed) == .accepted, "a good input of \(name)") }
        var mutator = Mutator(decoder.seeds, seed: Self.seed)
        var (executions, accepted) = (0, 0)
        for _ in 0..<(decoder.executions * Self.factor) {
            let input = mutator.next()
            executions += 1
            switch decoder.run(input) {
            case .refused: continue
            case .accepted: accepted += 1
            case .rewritten(let other):
                Issue.record("\(name), seed \(Self.seed): \(Self.hex(input)) is written as \(Self.hex(other))")
                return
            }
        }
        print("\(name): seed \(Self.seed), \(executions) executions, \(accepted) accepted")
        #expect(executions == decoder.executions * Self.factor)
        #expect(accepted > 0, "the inputs of \(name) are no longer near the format")
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
