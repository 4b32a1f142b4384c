extension CBORReader {
    static func kind(of initial: UInt8) -> CBORKind? {
        switch initial >> 5 {
        case 0: .unsigned
        case 1: .negative
        case 2: .bytes
        case 3: .text
        case 4: .array
        case 5: .map
        default: nil
        }
    }

    /// Reads an initial byte and its argument, which must be in its shortest form (RFC 8949, section 3).
    mutating func argument() throws(CBORError) -> UInt64 {
        let start = offset
        let information = source[start] & 0x1f
        offset += 1
        switch information {
        case 0..<24: return UInt64(information)
        case 24: return try argument(count: 1, atLeast: 24, start: start)
        case 25: return try argument(count: 2, atLeast: 0x100, start: start)
        case 26: return try argument(count: 4, atLeast: 0x1_0000, start: start)
        case 27: return try argument(count: 8, atLeast: 0x1_0000_0000, start: start)
        case 31: throw CBORError(.indefiniteLength, at: start)
        default: throw CBORError(.outsideProfile, at: start)
        }
    }

    private mutating func argument(count: Int, atLeast minimum: UInt64, start: Int) throws(CBORError) -> UInt64 {
        guard source.count - offset >= count else { throw CBORError(.truncated, at: start) }
        var value: UInt64 = 0
        for byte in source[offset..<(offset + count)] {
            value = value << 8 | UInt64(byte)
        }
        guard value >= minimum else { throw CBORError(.notShortest, at: start) }
        offset += count
        return value
    }
}

extension CBORReader {
    /// Enters an array that the format gives a fixed number of elements.
    public mutating func array(of count: Int) throws(CBORError) {
        let start = offset
        let found = try array()
        guard found == count else { throw CBORError(.count(found, expected: count), at: start) }
    }

    /// Enters a map that the format gives a fixed number of entries.
    public mutating func map(of count: Int) throws(CBORError) {
        let start = offset
        let found = try map()
        guard found == count else { throw CBORError(.count(found, expected: count), at: start) }
    }

    /// Reads the key that the format has here.
    public mutating func key(_ expected: Int) throws(CBORError) {
        let start = offset
        let found = try key()
        guard found == expected else { throw CBORError(.key(found, expected: expected), at: start) }
    }
}
