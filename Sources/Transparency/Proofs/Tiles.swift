/// The static files of a transparency log (C2SP tlog-tiles): which there are for a tree, and what their paths are.
public enum Tiles {
    /// The number of hashes or entries of a full tile.
    public static let width = 1 << tileHeight

    /// A tile of hashes.
    public struct Tile: Hashable, Sendable {
        /// The kept level: 0 for leaves.
        public let level: Int

        /// The tile's number in its level.
        public let index: Int

        /// The number of its hashes: 256, or fewer at the right edge.
        public let width: Int

        /// The hashes' places in the level.
        public var range: Range<Int> { (index * Tiles.width)..<(index * Tiles.width + width) }

        /// The path below the log's prefix, for example `tile/0/x001/x234/067.p/8`.
        public var path: String { "tile/\(level)/" + Tiles.path(index, width: width) }
    }

    /// The tiles of a tree, level by level, each from left to right.
    public static func tiles(of size: Int) -> [Tile] {
        var tiles: [Tile] = []
        var (level, count) = (0, size)
        while count > 0 {
            for index in 0..<((count + width - 1) / width) {
                tiles.append(Tile(level: level, index: index, width: min(width, count - index * width)))
            }
            count /= width
            level += 1
        }
        return tiles
    }

    /// The path of a bundle of entries.
    public static func entriesPath(_ index: Int, width: Int) -> String { "tile/entries/" + path(index, width: width) }

    /// An entry as a bundle has it: its length in two bytes, and itself.
    public static func entry(_ data: [UInt8]) -> [UInt8] {
        precondition(data.count <= Int(UInt16.max), "an entry has a length of two bytes")
        return [UInt8(data.count >> 8), UInt8(data.count & 0xff)] + data
    }

    /// A number in groups of three digits, all but the last with an `x`, and the width if the tile is not full.
    private static func path(_ index: Int, width: Int) -> String {
        var groups: [String] = []
        var rest = index
        repeat {
            let digits = String(rest % 1_000)
            let prefix = groups.isEmpty ? "" : "x"
            groups.append(prefix + String(repeating: "0", count: 3 - digits.count) + digits)
            rest /= 1_000
        } while rest > 0
        return groups.reversed().joined(separator: "/") + (width < Self.width ? ".p/\(width)" : "")
    }
}
