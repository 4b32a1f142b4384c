/// The counter-based generator Philox4x64 with ten rounds.
///
/// A block of random words is a pure function of a key and a counter, so any block can be had alone, in any order and
/// on any machine: J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3",
/// SC'11; the same function as C++26's `std::philox4x64` and NumPy's `Philox`.
public struct Philox4x64: Hashable, Sendable {
    /// Four words: a counter, or a block of random words.
    public typealias Block = SIMD4<UInt64>

    private let firstKey: UInt64
    private let secondKey: UInt64

    /// Creates the generator of a key of two words.
    public init(key firstKey: UInt64, _ secondKey: UInt64) {
        self.firstKey = firstKey
        self.secondKey = secondKey
    }

    /// The random words of a counter.
    @inline(__always)
    public func block(at counter: Block) -> Block {
        var words = (counter[0], counter[1], counter[2], counter[3])
        var key = (firstKey, secondKey)
        for _ in 0..<9 {
            words = Self.round(words, key)
            key.0 &+= Self.firstWeyl
            key.1 &+= Self.secondWeyl
        }
        words = Self.round(words, key)
        return Block(words.0, words.1, words.2, words.3)
    }

    /// One round: two full products, their halves crossed over and mixed with the key.
    @inline(__always)
    private static func round(
        _ words: (UInt64, UInt64, UInt64, UInt64),
        _ key: (UInt64, UInt64)
    ) -> (UInt64, UInt64, UInt64, UInt64) {
        let first = firstMultiplier.multipliedFullWidth(by: words.0)
        let second = secondMultiplier.multipliedFullWidth(by: words.2)
        return (second.high ^ words.1 ^ key.0, second.low, first.high ^ words.3 ^ key.1, first.low)
    }

    private static let firstMultiplier: UInt64 = 0xD2E7_470E_E14C_6C93
    private static let secondMultiplier: UInt64 = 0xCA5A_8263_9512_1157

    /// What each round adds to the key: the golden ratio and √3 − 1, as fractions of 2⁶⁴.
    private static let firstWeyl: UInt64 = 0x9E37_79B9_7F4A_7C15
    private static let secondWeyl: UInt64 = 0xBB67_AE85_84CA_A73B
}
