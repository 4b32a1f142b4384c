/// A set of buildings, one bit each; whoever walks it meets them in ascending order, however it came to be.
struct BuildingSet: Sendable {
    private var words: [UInt64]

    init(buildingCount: Int) {
        words = Array(repeating: 0, count: (buildingCount + 63) / 64)
    }

    /// Makes the building a member, or not.
    @inline(__always)
    mutating func set(_ building: Int, isMember: Bool) {
        let bit = UInt64(1) &<< UInt64(building & 63)
        if isMember { words[building &>> 6] |= bit } else { words[building &>> 6] &= ~bit }
    }

    /// Calls `body` with each member as the set is now, in ascending order.
    @inline(__always)
    func forEach(_ body: (Int) -> Void) {
        for index in words.indices {
            var word = words[index]
            while word != 0 {
                body(index &<< 6 | word.trailingZeroBitCount)
                word &= word &- 1
            }
        }
    }
}
