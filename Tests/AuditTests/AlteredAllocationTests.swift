import Audit
import CBOR
import Cryptography
import Ledger
import LedgerTestKit
import Testing

@Suite("One allocation altered, and every hash and signature above it made again by the operator")
struct AlteredAllocationTests {
    let example: ExampleChain

    init() throws {
        example = try ExampleChain.story()
    }

    /// The key of the second building's record, whose account the operator would like to be another.
    static let key = QualifiedKey(StateKey("b/").appending(1), in: "allocation")

    static let forgery = Forgery("an allocation", .calls, at: ExampleChain.Place.second, subject: "write set") {
        script in
        let peer = script.network.peer
        try script.replace(ExampleChain.Place.second) { old in
            let writes = old.result.writes.map { write in
                // The record's third number is the time until which the account is settled: a second is taken away.
                QualifiedKey(write.key, in: "allocation") == key
                    ? KeyWrite(key: write.key, value: write.value?.flipped(at: 12)) : write
            }
            return try old.with(result: old.result.with(writes: writes), endorsedBy: [peer])
        }
    }

    @Test("Level 3 is content, level 4 names block, transaction, key, what was expected and what was found")
    func found() async throws {
        let found = try await Self.forgery.check(example)
        let original = try #require(Self.value(in: example.script[ExampleChain.Place.second].envelope))
        let forged = try #require(Self.value(in: try Self.forgery.make(example), at: ExampleChain.Place.second))
        #expect(original != forged)
        #expect(found.key == Self.key)
        #expect(found.expected == CBORDiagnostic.text(original))
        #expect(found.found == CBORDiagnostic.text(forged))
        #expect(found.txid == example.script[ExampleChain.Place.second].envelope.txid)
    }

    @Test("The report says it in words")
    func words() async throws {
        let chain = try Self.forgery.make(example)
        let report = try await example.auditor(of: chain).audit(level: .calls, jobs: 2)
        let lines = report.description.split(separator: "\n", omittingEmptySubsequences: false)
        let divergence = try #require(report.firstDivergence)
        #expect(
            lines.suffix(7) == [
                "first divergence, at level 4 (contract calls executed again)",
                "  where     block 3, transaction 0 (txid \(divergence.txid?.hex ?? ""))",
                "  what      write set",
                "  key       allocation/0x622f0000000000000001",
                "  expected  \(divergence.expected)",
                "  found     \(divergence.found)",
                "audit: FAILED",
            ]
        )
    }

    private static func value(in chain: MemoryChain, at place: Version) throws -> [UInt8]? {
        let stored = chain.blocks[place.block].transactions[place.transaction]
        return value(in: try Envelope(encoded: stored.envelope))
    }

    private static func value(in envelope: Envelope) -> [UInt8]? {
        envelope.result.writes.first { QualifiedKey($0.key, in: "allocation") == key }?.value
    }
}
