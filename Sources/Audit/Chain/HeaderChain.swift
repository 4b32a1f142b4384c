public import Cryptography
import Ledger
import Units

/// The place that a ledger is known to have reached: kept beside it by the store, or elsewhere by the auditor.
public struct KnownHead: Hashable, Sendable {
    /// The number of the block.
    public let block: Int

    /// The hash of its header.
    public let hash: Digest

    /// Creates a head.
    public init(block: Int, hash: Digest) {
        self.block = block
        self.hash = hash
    }
}

/// Level 0 on the blocks: one header after the other, each naming the hash of the one before it.
struct HeaderChain {
    private let known: KnownHead?
    private var height = 0
    private var hash = Digest.zero
    private var time = Instant(milliseconds: .min)
    private var leaves = 0

    /// Begins before the genesis block, or behind another one.
    init(known: KnownHead?, after tip: ChainTip = .origin) {
        self.known = known
        height = tip.height
        hash = tip.hash
        time = tip.time
        leaves = tip.frontier.size
    }

    /// The last block followed.
    var head: KnownHead? { height > 0 ? KnownHead(block: height - 1, hash: hash) : nil }

    /// Follows the chain over one block.
    mutating func follow(_ block: StoredBlock) throws(Divergence) {
        let header = try Self.header(of: block, at: height)
        let hash = BlockHeader.hash(of: block.header)
        let comparisons = [
            ("number", "\(height)", "\(header.number)"),
            ("previous hash", self.hash.hex, header.previousHash.hex),
            ("first leaf", "\(leaves)", "\(header.firstLeaf)"),
            ("number of transactions", "\(header.count)", "\(block.transactions.count)"),
        ]
        for (subject, expected, found) in comparisons where expected != found {
            throw Divergence(block: height, subject, expected: expected, found: found)
        }
        guard header.time >= time else {
            let expected = "\(time.milliseconds) ms or later"
            throw Divergence(block: height, "time", expected: expected, found: "\(header.time.milliseconds) ms")
        }
        if let known, known.block == height, known.hash != hash {
            throw Divergence(block: height, "header hash", expected: "\(known.hash.hex), as known", found: hash.hex)
        }
        self.hash = hash
        time = header.time
        leaves += header.count
        height += 1
    }

    /// Confirms at the chain's end that it is not an older one.
    func finish() throws(Divergence) {
        guard let known, known.block >= height else { return }
        var divergence = Divergence(
            block: height,
            "end of the chain",
            expected: "block \(known.block) with hash \(known.hash.hex), as known",
            found: height == 0 ? "no block at all" : "no block after \(height - 1)"
        )
        divergence.isAbsence = true
        throw divergence
    }

    private static func header(of block: StoredBlock, at height: Int) throws(Divergence) -> BlockHeader {
        guard block.number == height else {
            throw Divergence(block: height, "number", expected: "\(height)", found: "\(block.number)")
        }
        do {
            return try BlockHeader(encoded: block.header)
        } catch {
            throw Divergence(block: height, "format", expected: "a block header", found: error.description)
        }
    }
}

extension Divergence {
    fileprivate init(block: Int, _ subject: String, expected: String, found: String) {
        self.init(level: .headers, place: .block(block), subject: subject, expected: expected, found: found)
    }
}
