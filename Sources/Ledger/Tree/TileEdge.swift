public import Cryptography

/// The right edge of a growing tree in tiles: of the leaves and of every eighth level above them, the hashes that no
/// tile of 256 has taken in yet (the partial tiles of C2SP tlog-tiles).
///
/// It says as much as a ``MerkleFrontier``, and besides everything that proofs over later leaves need of the earlier
/// ones.
public struct TileEdge: Hashable, Sendable {
    /// How many levels of the tree lie between two kept ones.
    public static let tileHeight = 8

    /// The hashes of each kept level, the leaves' first; fewer than 256 each, and the last level has one at least.
    public private(set) var levels: [[Digest]] = []

    /// The edge of the tree without leaves.
    public init() {}

    /// Takes an edge from what was kept of it; `nil` if no tree has it.
    public init?(levels: [[Digest]]) {
        guard levels.count <= 7, levels.allSatisfy({ $0.count < 1 << Self.tileHeight }), levels.last?.isEmpty != true
        else { return nil }
        self.levels = levels
    }

    /// The number of leaves.
    public var size: Int {
        levels.enumerated().reduce(0) { $0 + ($1.element.count << ($1.offset * Self.tileHeight)) }
    }

    /// The place of a level's first hash among all of its level.
    public func start(of level: Int) -> Int {
        (size >> ((level + 1) * Self.tileHeight)) << Self.tileHeight
    }

    /// The same edge, with the hash of every complete subtree.
    public var frontier: MerkleFrontier {
        var frontier = MerkleFrontier()
        for (level, hashes) in levels.enumerated().reversed() {
            for hash in hashes { frontier.append(subtree: hash, level: level * Self.tileHeight) }
        }
        return frontier
    }

    /// Appends a leaf's hash.
    public mutating func append(_ leaf: Digest) {
        var hash = leaf
        var level = 0
        while true {
            if level == levels.count { levels.append([]) }
            levels[level].append(hash)
            guard levels[level].count == 1 << Self.tileHeight else { return }
            hash = MerkleTree.root(of: levels[level])
            levels[level] = []
            level += 1
        }
    }
}
