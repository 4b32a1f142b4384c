import Cryptography
import Ledger
import Transparency

/// Level 1 on checkpoints: every one that the ledger keeps, and one that the auditor kept elsewhere, is signed by a key
/// that the configuration has named up to there, and has the root that follows from the leaves.
///
/// Chains are followed block by block, so that no tree is kept: the edge before a block and the block's leaves give
/// every root between.
struct CheckpointCheck {
    private let stored: (any CheckpointReader)?
    private let kept: SignedCheckpoint?
    private var pending: SignedCheckpoint?
    private var isKeptSeen = false
    private var trusts: [LogTrust] = []
    private var size: Int
    private var height: Int
    private var isBegun = false

    /// The number of checkpoints found right.
    private(set) var count = 0

    /// Begins before the genesis block, or behind a snapshot: checkpoints before it are not looked at, as the leaves
    /// are not there.
    init(stored: (any CheckpointReader)?, kept: SignedCheckpoint?, after base: LedgerSnapshot? = nil) {
        self.stored = stored
        self.kept = kept
        size = base?.edge.size ?? 0
        height = base?.tip.height ?? 0
        for block in base?.blocks ?? [] {
            for index in block.transactions.indices {
                if let transaction = try? block.replayedTransaction(index) { learn(from: transaction) }
            }
        }
    }

    /// Follows the chain over a block whose leaves follow from its transactions.
    mutating func follow(_ draft: ReplayedBlock, after edge: MerkleFrontier) throws(Stop) {
        if !isBegun { pending = try next(after: edge.size - 1) }
        isBegun = true
        height = draft.header.number + 1
        size = edge.size + draft.leaves.count
        for transaction in draft.transactions { learn(from: transaction) }
        while let checkpoint = pending, checkpoint.checkpoint.size <= size {
            try compare(checkpoint, "checkpoint", draft, edge)
            pending = try next(after: checkpoint.checkpoint.size)
        }
        if let kept, !isKeptSeen, kept.checkpoint.size <= size {
            try compare(kept, "kept checkpoint", draft, edge)
            isKeptSeen = true
        }
    }

    /// Confirms at the chain's end that no checkpoint goes beyond it.
    func finish() throws(Stop) {
        if let pending { throw .divergence(beyond(pending, "checkpoint")) }
        guard let kept, !isKeptSeen else { return }
        try verify(kept, "kept checkpoint", block: max(height - 1, 0))
        throw .divergence(beyond(kept, "kept checkpoint"))
    }

    private func next(after size: Int) throws(Stop) -> SignedCheckpoint? {
        do {
            return try stored?.checkpoint(after: size)
        } catch {
            guard error.kind == .damaged else { throw .unreadable(error) }
            throw .divergence(
                .leaves(max(height - 1, 0), "checkpoint", expected: "one that can be read", found: error.message)
            )
        }
    }

    private mutating func learn(from transaction: ReplayedTransaction) {
        guard
            let whole = transaction.whole,
            let configuration = ChannelConfiguration(setBy: whole.envelope, code: whole.code),
            let terms = configuration.checkpoints, let trust = try? LogTrust(terms)
        else { return }
        trusts.append(trust)
    }

    private mutating func compare(
        _ signed: SignedCheckpoint,
        _ subject: String,
        _ draft: ReplayedBlock,
        _ edge: MerkleFrontier
    ) throws(Stop) {
        let (checkpoint, block) = (signed.checkpoint, draft.header.number)
        try verify(signed, subject, block: block)
        var edge = edge
        guard checkpoint.size >= edge.size else {
            let expected = "one of \(edge.size) transactions or more"
            throw .divergence(.leaves(block, subject, expected: expected, found: "\(checkpoint)"))
        }
        for leaf in draft.leaves.prefix(checkpoint.size - edge.size) { edge.append(leaf) }
        guard edge.root == checkpoint.root else {
            throw .divergence(
                .leaves(
                    block,
                    "\(subject) of \(checkpoint.size) transactions",
                    expected: "root \(checkpoint.root.hex), as signed by \(checkpoint.origin)",
                    found: "root \(edge.root.hex): the ledger is a fork of the one that was signed"
                )
            )
        }
        count += 1
    }

    /// Confirms the signatures by any of the keys that the configurations have named so far.
    private func verify(_ signed: SignedCheckpoint, _ subject: String, block: Int) throws(Stop) {
        let subject = "\(subject) of \(signed.checkpoint.size) transactions"
        var refusal: CheckpointRefusal?
        for trust in trusts.reversed() {
            do {
                try trust.verify(signed)
                return
            } catch {
                refusal = refusal ?? error
            }
        }
        let found = refusal?.description ?? "a checkpoint of \(signed.checkpoint.origin), and no such terms"
        let expected = "one signed as the channel's configuration says"
        throw .divergence(.leaves(block, subject, expected: expected, found: found))
    }

    private func beyond(_ signed: SignedCheckpoint, _ subject: String) -> Divergence {
        var divergence = Divergence.leaves(
            max(height - 1, 0),
            "\(subject) of \(signed.checkpoint.size) transactions",
            expected: "\(signed.checkpoint.size) transactions with root \(signed.checkpoint.root.hex), as signed",
            found: "\(size) transactions: an older ledger, or one that has lost its end"
        )
        divergence.isAbsence = true
        return divergence
    }
}

extension Divergence {
    fileprivate static func leaves(_ block: Int, _ subject: String, expected: String, found: String) -> Divergence {
        Divergence(level: .leaves, place: .block(block), subject: subject, expected: expected, found: found)
    }
}
