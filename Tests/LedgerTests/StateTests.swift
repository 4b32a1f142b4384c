import LedgerTestKit
import Testing

@testable import Ledger

@Suite("World state, overlays and updates")
struct StateTests {
    @Test("An overlay answers as the state with the updates applied", arguments: [5, 6, 7] as [UInt64])
    func overlay(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for _ in 0..<200 {
            var base = WorldState()
            base.apply(Self.updates(block: 1, using: &random))
            let later = Self.updates(block: 2, using: &random)
            let overlay = StateOverlay(base, updates: later)
            var applied = base
            applied.apply(later)
            let from = QualifiedKey(StateKey([UInt8(random.below(40))]), in: "cc")
            let to = QualifiedKey(StateKey([UInt8(random.below(40))]), in: "cc")
            #expect(try overlay.values(from: from, to: to) == applied.values(from: from, to: to), "seed \(seed)")
            for key in 0..<40 {
                let key = QualifiedKey(StateKey([UInt8(key)]), in: "cc")
                #expect(try overlay.value(of: key) == applied.value(of: key), "seed \(seed)")
            }
        }
    }

    @Test("What is in the state below is settled; what was updated again stays")
    func settle() {
        var first = StateUpdates()
        first.record([KeyWrite(key: "a", value: [1])], of: "cc", version: Version(block: 1, transaction: 0))
        first.record([KeyWrite(key: "b", value: [1])], of: "cc", version: Version(block: 1, transaction: 0))
        var second = StateUpdates()
        second.record([KeyWrite(key: "b", value: nil)], of: "cc", version: Version(block: 2, transaction: 0))
        var pending = first
        pending.merge(second)
        pending.settle(first)
        #expect(pending.entries.count == 1)
        #expect(pending.entries[QualifiedKey("b", in: "cc")]?.version == Version(block: 2, transaction: 0))
        pending.settle(second)
        #expect(pending.entries.isEmpty)
    }

    @Test("A qualified key gives its parts back, and namespaces do not mix")
    func qualified() {
        let key = QualifiedKey(StateKey([0, 1, 0xff]), in: "cc")
        #expect(key.namespace == "cc")
        #expect(key.key == StateKey([0, 1, 0xff]))
        #expect(key < .end(of: "cc"))
        #expect(QualifiedKey.end(of: "cc") < QualifiedKey("", in: "cca"))
    }

    @Test("A prefix ends where the next prefix begins")
    func prefixes() {
        #expect(StateKey("a").endOfPrefix == "b")
        #expect(StateKey([1, 0xff]).endOfPrefix == StateKey([2]))
        #expect(StateKey([0xff]).endOfPrefix == nil)
        #expect(StateKey("").endOfPrefix == nil)
        #expect(StateKey("n").appending(255) < StateKey("n").appending(256))
    }

    private static func updates(block: Int, using random: inout SplitMix64) -> StateUpdates {
        var updates = StateUpdates()
        for transaction in 0..<random.below(20) {
            let key = StateKey([UInt8(random.below(40))])
            let value: [UInt8]? = random.below(3) == 0 ? nil : [UInt8(random.below(256))]
            let version = Version(block: block, transaction: transaction)
            updates.record([KeyWrite(key: key, value: value)], of: "cc", version: version)
        }
        return updates
    }
}
