import Cryptography

/// A set of identifiers that may take others for members, but never the reverse: a Bloom filter.
///
/// An exact set of all identifiers would grow with the ledger; this takes four bytes for each, and what it suspects is
/// looked up.
struct IdentifierFilter {
    private static let bitsPerIdentifier = 32
    private static let probes = 8

    private var words: [UInt64]
    private let mask: UInt32

    /// The most identifiers that room is made for: 64 MiB.
    private static let countMax = 1 << 24

    /// Makes room for a number of identifiers; with more it suspects more often.
    init(expecting count: Int) {
        let wanted = min(max(count, 1 << 14), Self.countMax) * Self.bitsPerIdentifier
        let bits = 1 << (Int.bitWidth - (wanted - 1).leadingZeroBitCount)
        words = Array(repeating: 0, count: bits / 64)
        mask = UInt32(bits - 1)
    }

    /// Adds an identifier and tells whether it may have been there before.
    mutating func insert(_ identifier: Digest) -> Bool {
        // A txid is a SHA-256 hash: its own words are as good as any hashes of it.
        var wasThere = true
        let bytes = identifier.bytes
        for probe in 0..<Self.probes {
            var word: UInt32 = 0
            for byte in bytes[(probe * 4)..<(probe * 4 + 4)] { word = word << 8 | UInt32(byte) }
            let bit = word & mask
            let flag = UInt64(1) << UInt64(bit & 63)
            if words[Int(bit >> 6)] & flag == 0 { wasThere = false }
            words[Int(bit >> 6)] |= flag
        }
        return wasThere
    }
}
