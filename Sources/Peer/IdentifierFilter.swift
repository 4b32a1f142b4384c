import Cryptography

/// Which identifiers are certainly not in the chain: a Bloom filter in parts, each twice as large as the one before.
///
/// Sixteen bits and eight probes for each identifier, so that one new transaction in some two thousand is looked for in
/// the chain for nothing.
struct IdentifierFilter {
    private struct Part {
        var bits: [UInt64]
        var room: Int

        init(room: Int) {
            bits = Array(repeating: 0, count: room / 4)
            self.room = room
        }
    }

    private static let probes = 8
    private static let firstRoom = 1 << 16

    private var parts: [Part] = []

    /// Adds an identifier.
    mutating func insert(_ txid: Digest) {
        if parts.last.map({ $0.room == 0 }) ?? true {
            parts.append(Part(room: Self.firstRoom << parts.count))
        }
        let last = parts.count - 1
        let (start, step) = Self.hashes(txid)
        let mask = UInt64(parts[last].bits.count * 64 - 1)
        for probe in 0..<Self.probes {
            let bit = (start &+ UInt64(probe) &* step) & mask
            parts[last].bits[Int(bit >> 6)] |= 1 << (bit & 63)
        }
        parts[last].room -= 1
    }

    /// Whether the identifier may have been added; `false` is certain.
    func mayContain(_ txid: Digest) -> Bool {
        let (start, step) = Self.hashes(txid)
        return parts.contains { part in
            let mask = UInt64(part.bits.count * 64 - 1)
            return (0..<Self.probes).allSatisfy { probe in
                let bit = (start &+ UInt64(probe) &* step) & mask
                return part.bits[Int(bit >> 6)] >> (bit & 63) & 1 == 1
            }
        }
    }

    /// Two numbers of the identifier, which is uniform already; the second is odd, so that the probes differ.
    private static func hashes(_ txid: Digest) -> (UInt64, UInt64) {
        let bytes = txid.bytes
        var (first, second): (UInt64, UInt64) = (0, 0)
        for index in 0..<8 {
            first = first << 8 | UInt64(bytes[index])
            second = second << 8 | UInt64(bytes[8 + index])
        }
        return (first, second | 1)
    }
}
