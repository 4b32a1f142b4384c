extension SplitMix64 {
    init(seed: UInt64) {
        self.init(state: seed)
    }

    /// True `times` out of `outOf` times.
    mutating func chance(_ times: Int, outOf: Int) -> Bool {
        below(outOf) < times
    }

    mutating func pick<Value>(_ values: [Value]) -> Value {
        values[below(values.count)]
    }

    /// A number from 0 up to and including `most`.
    mutating func upTo(_ most: Int64) -> Int64 {
        Int64(below(Int(most) + 1))
    }
}
