public import Cryptography
public import Ledger

/// What a ledger is to a checkpoint that somebody has kept.
public enum CheckpointComparison: Hashable, Sendable {
    /// The ledger contains what the checkpoint commits to.
    case contains

    /// The ledger ends before the checkpoint: it is an older one, or another.
    case older(size: Int)

    /// The ledger has another root at the checkpoint's size.
    case fork(root: Digest)
}

extension TreeReader {
    /// Compares the tree with a kept checkpoint of the same log.
    public func compare(with checkpoint: Checkpoint) throws(ChainError) -> CheckpointComparison {
        let size = try treeSize()
        guard checkpoint.size <= size else { return .older(size: size) }
        let root = try root(size: checkpoint.size)
        return root == checkpoint.root ? .contains : .fork(root: root)
    }

    /// The evidence that a kept checkpoint and one of this tree's cannot both be true; `nil` if they can, or the tree
    /// cannot tell because it ends before the kept one.
    public func evidence(
        against kept: SignedCheckpoint,
        by own: SignedCheckpoint
    ) throws(ChainError) -> ForkEvidence? {
        let (old, new) = (kept.checkpoint, own.checkpoint)
        guard old.size <= new.size else { return nil }
        let root = try root(size: old.size)
        guard root != old.root else { return nil }
        guard old.size < new.size else { return ForkEvidence(kept, own) }
        let proof = try consistencyProof(from: old.size, to: new.size)
        return ForkEvidence(kept, own, ForkEvidence.Contradiction(root: root, path: proof.path))
    }
}
