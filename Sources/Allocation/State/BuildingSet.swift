/// A set of buildings, one bit each; whoever walks it meets them in ascending order, however it came to be.
struct BuildingSet: Sendable {
    /// The bits, 64 buildings a word.
    private(set) var words: Slots<UInt64>

    init(buildingCount: Int) {
        words = Slots(repeatElement(0, count: (buildingCount + 63) / 64))
    }

    /// Takes memory of its own, which no copy shares.
    mutating func separate() { words.separate() }

    /// Makes the building a member, or not.
    @inline(__always)
    mutating func set(_ building: Int, isMember: Bool) {
        let bit = UInt64(1) &<< UInt64(building & 63)
        words[building &>> 6] = (words[building &>> 6] & ~bit) | (isMember ? bit : 0)
    }

    /// Calls `body` with each member as the set is now, in ascending order.
    @inline(__always)
    func forEach(_ body: (Int) -> Void) {
        for index in words.indices {
            var word = words[index]
            while let building = Self.popFirst(from: &word, at: index) { body(building) }
        }
    }

    /// Takes the first member out of a word: for whoever walks the set while the cluster changes.
    @inline(__always)
    static func popFirst(from word: inout UInt64, at index: Int) -> Int? {
        guard word != 0 else { return nil }
        defer { word &= word &- 1 }
        return index &<< 6 | word.trailingZeroBitCount
    }
}
