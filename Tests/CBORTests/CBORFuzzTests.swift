import CBOR
import Testing

@Suite("The decoder under random input")
struct CBORFuzzTests {
    @Test("Random trees are read back as they were", arguments: [1, 2, 3, 4] as [UInt64])
    func roundTrip(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for _ in 0..<5_000 {
            let item = Item.random(depth: 4, using: &random)
            #expect(try Item.decode(item.encoded) == item, "seed \(seed)")
        }
    }

    @Test("Whatever is accepted has exactly that encoding", arguments: [11, 12, 13, 14] as [UInt64])
    func accepted(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var accepted = 0
        for _ in 0..<40_000 {
            let input = Self.input(using: &random)
            guard let item = try? Item.decode(input) else { continue }
            accepted += 1
            #expect(item.encoded == input, "seed \(seed): \(hex(input))")
        }
        print("CBOR decoder: seed \(seed), 40000 inputs, \(accepted) accepted, each with its only encoding")
        #expect(accepted > 1_000, "seed \(seed): the inputs are no longer near the format")
    }

    /// Noise, or an encoding with a few bytes altered, cut off or added: what a decoder must survive.
    private static func input(using random: inout SplitMix64) -> [UInt8] {
        if random.below(4) == 0 {
            return (0..<random.below(40)).map { _ in UInt8(random.below(256)) }
        }
        var bytes = Item.random(depth: 3, using: &random).encoded
        for _ in 0..<random.below(3) where !bytes.isEmpty {
            let place = random.below(bytes.count)
            switch random.below(4) {
            case 0: bytes[place] ^= 1 << UInt8(random.below(8))
            case 1: bytes[place] = UInt8(random.below(256))
            case 2: bytes.removeSubrange(place...)
            default: bytes.insert(UInt8(random.below(256)), at: place)
            }
        }
        return bytes
    }
}

extension Item {
    /// A random tree with counts and integers near the edges of their lengths.
    static func random(depth: Int, using random: inout SplitMix64) -> Item {
        switch random.below(depth > 0 ? 8 : 5) {
        case 0, 1: .unsigned(random.next() >> UInt64(random.below(64)))
        case 2: .negative(-1 - Int64(random.next() >> UInt64(1 + random.below(63))))
        case 3: .bytes((0..<random.below(30)).map { _ in UInt8(random.below(256)) })
        case 4: .text(String(["ü", "水", "a", "\"", "\u{0}"].prefix(random.below(6)).joined()))
        case 5, 6: .array((0..<random.below(5)).map { _ in .random(depth: depth - 1, using: &random) })
        default: .map(entries(depth: depth, using: &random))
        }
    }

    private static func entries(depth: Int, using random: inout SplitMix64) -> [Entry] {
        var key = -1
        return (0..<random.below(5)).map { _ in
            key += 1 + random.below(30)
            return Entry(key: key, value: .random(depth: depth - 1, using: &random))
        }
    }
}

/// Steele, Lea and Flood's generator: a seed is the whole bug report.
struct SplitMix64 {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ bound: Int) -> Int {
        Int(next() % UInt64(bound))
    }
}
