import TestKit

/// Alters good inputs: bits, bytes, lengths, lines, passages of one in another. A seed gives the same inputs each time.
public struct Mutator: Sendable {
    private let seeds: [[UInt8]]
    private var random: SeededGenerator

    /// Bytes that mean something in one of the formats.
    private static let tokens: [[UInt8]] =
        [
            "{", "}", "[", "]", "\"", ":", ",", "\\u", "null", "true", "-1", "1e9", "99999999999999999999", "\n", "\r",
            "- ", ": ", "'", "&a ", "*a", "!!", "|\n", "---\n", "\t", "0", "=", "+", "\u{2014} ", "OutOf(2, ", "AND(",
            "'A.peer'", "é", "😀", "\u{FEFF}",
        ].map { Array($0.utf8) } + [
            [0], [0xff], [0x7f, 0xff, 0xff, 0xff], [0x1b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
            [0x9b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0x5a, 0xff, 0xff, 0xff, 0xff], [0x81, 0x81, 0x81],
            [0x30, 0x84, 0x7f, 0xff, 0xff, 0xff], [0x30, 0x80], [0xc0, 0x80], [0xed, 0xa0, 0x80],
        ]

    /// Creates a mutator of these inputs.
    public init(_ seeds: [[UInt8]], seed: UInt64) {
        precondition(!seeds.isEmpty, "a mutator needs an input to begin with")
        self.seeds = seeds
        random = SeededGenerator(seed: seed)
    }

    /// The next input.
    public mutating func next() -> [UInt8] {
        if random.below(50) == 0 { return (0..<random.below(80)).map { _ in UInt8(random.below(256)) } }
        var bytes = random.pick(seeds)
        for _ in 0..<random.below(4) { alter(&bytes) }
        return bytes
    }

    private mutating func alter(_ bytes: inout [UInt8]) {
        guard !bytes.isEmpty else {
            bytes = random.pick(Self.tokens)
            return
        }
        let place = random.below(bytes.count)
        let end = min(bytes.count, place + 1 + random.below(16))
        switch random.below(9) {
        case 0: bytes[place] ^= 1 << UInt8(random.below(8))
        case 1: bytes[place] = UInt8(random.below(256))
        case 2: bytes[place] = bytes[place] &+ (random.below(2) == 0 ? 1 : 255)
        case 3: bytes.removeSubrange(place..<end)
        case 4: bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
        case 5: bytes.insert(contentsOf: random.pick(Self.tokens), at: place)
        case 6 where random.below(4) == 0: bytes.removeSubrange(place...)
        case 7: swapLines(&bytes)
        default: splice(&bytes, at: place)
        }
    }

    /// Puts a passage of another input over one of this.
    private mutating func splice(_ bytes: inout [UInt8], at place: Int) {
        let other = random.pick(seeds)
        guard !other.isEmpty else { return }
        let start = random.below(other.count)
        let passage = other[start..<min(other.count, start + 1 + random.below(32))]
        bytes.replaceSubrange(place..<min(bytes.count, place + passage.count), with: passage)
    }

    private mutating func swapLines(_ bytes: inout [UInt8]) {
        var lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
        let (one, other) = (random.below(lines.count), random.below(lines.count))
        if random.below(2) == 0 { lines.swapAt(one, other) } else { lines.insert(lines[one], at: other) }
        bytes = Array(lines.joined(separator: [10]))
    }
}
