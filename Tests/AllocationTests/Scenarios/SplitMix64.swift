/// Steele, Lea and Flood's SplitMix64: a small generator whose whole state is the seed that a failing test prints.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// True `times` out of `outOf` times.
    mutating func chance(_ times: Int, outOf: Int) -> Bool {
        Int.random(in: 0..<outOf, using: &self) < times
    }

    mutating func pick<Value>(_ values: [Value]) -> Value {
        values[Int.random(in: 0..<values.count, using: &self)]
    }
}

extension SplitMix64 {
    /// A number from 0 up to, and not including, a bound; the mapping is our own, so that a seed means the same in
    /// every version of the standard library.
    mutating func below(_ bound: Int) -> Int {
        Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }
}
