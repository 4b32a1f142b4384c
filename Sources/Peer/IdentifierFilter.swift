import Cryptography
import Synchronization

/// Which identifiers the chain may have: a Bloom filter, which says "no" for certain and "yes" sometimes wrongly.
///
/// Nearly every proposal is new; this spares it a look-up behind the block that is being written. Sixteen bits for each
/// identifier and eight probes make one wrong "yes" in a thousand at most, which costs a look-up.
final class IdentifierFilter: Sendable {
    /// Filters that each take as many identifiers as all before them together, and at least the first number.
    private struct Layer {
        var words: [UInt64]
        var room: Int

        init(room: Int) {
            self.room = room
            var bits = 64
            while bits < room * bitsPerIdentifier { bits *= 2 }
            words = Array(repeating: 0, count: bits / 64)
        }
    }

    private let layers: Mutex<[Layer]>
    private static let probes = 8

    /// Creates a filter that has room for that many identifiers before it grows.
    init(room: Int = 65_536) {
        layers = Mutex([Layer(room: room)])
    }

    /// Adds an identifier.
    func insert(_ identifier: Digest) {
        let places = Self.places(identifier)
        layers.withLock { layers in
            if layers[layers.count - 1].room == 0 {
                let bits = layers.reduce(0) { $0 + $1.words.count * 64 }
                layers.append(Layer(room: bits / bitsPerIdentifier))
            }
            let last = layers.count - 1
            for place in places {
                let bit = place & UInt64(layers[last].words.count * 64 - 1)
                layers[last].words[Int(bit / 64)] |= 1 << (bit % 64)
            }
            layers[last].room -= 1
        }
    }

    /// Whether the identifier may have been added; `false` is certain.
    func mayContain(_ identifier: Digest) -> Bool {
        let places = Self.places(identifier)
        return layers.withLock { layers in
            layers.contains { layer in
                places.allSatisfy { place in
                    let bit = place & UInt64(layer.words.count * 64 - 1)
                    return layer.words[Int(bit / 64)] >> (bit % 64) & 1 == 1
                }
            }
        }
    }

    /// An identifier is SHA-256: its own words are as good as any hashes of it.
    private static func places(_ identifier: Digest) -> [UInt64] {
        let bytes = identifier.bytes
        return (0..<probes).map { probe in
            bytes[(probe * 4)..<(probe * 4 + 4)].reduce(0) { $0 << 8 | UInt64($1) }
        }
    }
}

private let bitsPerIdentifier = 16
