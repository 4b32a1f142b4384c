import LedgerTestKit
import Testing

@testable import Ledger

@Suite("A map in key order")
struct SortedMapTests {
    @Test("Agrees with a plain dictionary over random operations", arguments: [1, 2, 3] as [UInt64])
    func againstDictionary(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var map = SortedMap<Int, Int>()
        var plain: [Int: Int] = [:]
        for step in 0..<20_000 {
            let key = random.below(4_000)
            if random.below(3) == 0 {
                map[key] = nil
                plain[key] = nil
            } else {
                map[key] = step
                plain[key] = step
            }
            #expect(map.count == plain.count && map[key] == plain[key], "seed \(seed), step \(step)")
            if step.isMultiple(of: 500) {
                let from = random.below(4_000)
                let to = from + random.below(2_000)
                let expected = plain.filter { from <= $0.key && $0.key < to }.sorted { $0.key < $1.key }
                let found = map.entries(from: from, to: to)
                #expect(found.map(\.key) == expected.map(\.key) && found.map(\.value) == expected.map(\.value))
            }
        }
        var keys: [Int] = []
        map.forEach { key, _ in keys.append(key) }
        #expect(keys == plain.keys.sorted(), "seed \(seed)")
    }

    @Test("Ranges that hold nothing are empty")
    func emptyRanges() {
        var map = SortedMap<Int, Int>()
        #expect(map.entries(from: 0, to: 9).isEmpty)
        map[5] = 1
        #expect(map.entries(from: 6, to: 9).isEmpty)
        #expect(map.entries(from: 0, to: 5).isEmpty)
        #expect(map.entries(from: 9, to: 0).isEmpty)
        #expect(map.entries(from: 5, to: 6).count == 1)
        map[5] = nil
        #expect(map.isEmpty)
    }
}
