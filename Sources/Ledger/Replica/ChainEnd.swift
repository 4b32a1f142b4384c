public import Cryptography

/// How far a chain goes, and which chain it is: the number of its blocks and the hash of the last one's header.
public struct ChainEnd: Hashable, Sendable {
    /// The number of blocks.
    public let height: Int

    /// The hash of the last block's header; all zeros before the first.
    public let hash: Digest

    /// Creates an end.
    public init(height: Int, hash: Digest) {
        self.height = height
        self.hash = hash
    }

    /// The end of a chain whose blocks are there.
    public init(_ tip: ChainTip) {
        self.init(height: tip.height, hash: tip.hash)
    }
}

extension ChainEnd {
    /// What tells another chain's end from this one's, for people; `nil` if they are the same.
    public func difference(from there: ChainEnd) -> String? {
        guard self != there else { return nil }
        let last = height - 1
        guard there.height == height else {
            return
                "it ends at block \(there.height - 1) there and at block \(last), which has hash \(hash.hex), here: "
                + (there.height < height ? "an older ledger has been put back" : "blocks have been left out")
        }
        return "block \(last) has hash \(there.hash.hex) there, \(hash.hex) here"
    }

    /// What is wrong with a block that is said to follow, by its header alone; `nil` if it follows.
    public func problem(with next: BlockHeader) -> String? {
        guard next.number == height, next.previousHash != hash else { return nil }
        return difference(from: ChainEnd(height: height, hash: next.previousHash))
    }
}
