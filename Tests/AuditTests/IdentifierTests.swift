import AuditTestKit
import Cryptography
import Ledger
import LedgerTestKit
import Testing
import Units

@testable import Audit

@Suite("Identifiers are used once, without a list of all")
struct IdentifierTests {
    private static func identifier(_ number: Int) -> Digest {
        .sha256(StateKey("identifier").appending(UInt64(number)).bytes)
    }

    @Test("A filter misses no identifier, and suspects few others")
    func filter() {
        var filter = IdentifierFilter(expecting: 20_000)
        let suspected = (0..<20_000).count { filter.insert(Self.identifier($0)) }
        #expect(suspected < 5)
        let found = (0..<20_000).count { filter.insert(Self.identifier($0)) }
        #expect(found == 20_000)
    }

    @Test("However much a filter suspects, what is found is the same", arguments: [64, 4_096, 1 << 20])
    func suspicions(bits: Int) throws {
        let example = try ExampleChain.story()
        #expect(try Self.search(example.script, bits: bits) == nil)
        var forged = example.script
        forged.replace(ExampleChain.Place.duplicate, code: .mvccReadConflict) { $0 }
        let duplicate = try #require(try Self.search(forged, bits: bits))
        #expect(duplicate.block == 4 && duplicate.transaction == 1 && duplicate.level == .signatures)
        #expect(duplicate.expected == "DUPLICATE_TXID, because transaction 4:0 has the identifier")
        forged = example.script
        forged.replace(ExampleChain.Place.second, code: .duplicateTxid) { $0 }
        let onlyOne = try #require(try Self.search(forged, bits: bits))
        #expect(onlyOne.block == 3 && onlyOne.transaction == 0 && onlyOne.found == "none")
    }

    @Test("A duplicate that stands before what was found elsewhere is the one to be named")
    func order() throws {
        var forged = try ExampleChain.story().script
        forged.replace(ExampleChain.Place.duplicate, code: .mvccReadConflict) { $0 }
        let chain = try forged.chain()
        for (block, isEarlier) in [(3, false), (4, true), (5, true)] {
            var search = DuplicateSearch(chain, filter: IdentifierFilter(bits: 1 << 20))
            try search.note(Self.batch(forged))
            let other = Divergence(level: .calls, place: .block(block), subject: "", expected: "", found: "")
            guard case .divergence(let named) = try search.lower(than: .divergence(other)) else { continue }
            #expect((named != other) == isEarlier, "block \(block)")
        }
    }

    private static func search(_ script: ChainScript, bits: Int) throws -> Divergence? {
        var search = DuplicateSearch(try script.chain(), filter: IdentifierFilter(bits: bits))
        do {
            try search.note(batch(script))
            try search.resolve()
            return nil
        } catch Stop.divergence(let divergence) {
            return divergence
        }
    }

    private static func batch(_ script: ChainScript) throws -> BlockBatch {
        var batch = BlockBatch()
        for block in try script.sealed() {
            batch.append(AuditedBlock(draft: ReplayedBlock(block.draft, seal: block.seal)))
        }
        return batch
    }
}
