public import Cryptography
public import Ledger

/// A ledger's checkpoints to read, in the order of their sizes.
public protocol CheckpointReader: Sendable {
    /// The checkpoint of the smallest size greater than this one, with its cosignatures; `nil` if there is none.
    func checkpoint(after size: Int) throws(ChainError) -> SignedCheckpoint?

    /// The checkpoint of the greatest size, with its cosignatures; `nil` before the first.
    func newestCheckpoint() throws(ChainError) -> SignedCheckpoint?
}

/// Where a ledger's checkpoints are kept: only ever added to.
public protocol CheckpointStorage: CheckpointReader, TreeReader {
    /// Keeps a checkpoint; when this returns it is durable.
    func append(_ checkpoint: SignedCheckpoint) throws(ChainError)

    /// Keeps a witness's signature of a checkpoint that is kept.
    func append(_ cosignature: SignedNote.Signature, size: Int) throws(ChainError)
}

/// Why the log does not sign.
public enum CheckpointRefusedError: Error, Hashable, Sendable {
    /// The newest checkpoint covers more than the ledger has.
    case older(size: Int, newest: Checkpoint)

    /// The ledger does not continue what the newest checkpoint commits to.
    case inconsistent(root: Digest, newest: Checkpoint)

    /// The newest checkpoint is another log's.
    case otherLog(NoteName, newest: Checkpoint)

    /// The ledger cannot be read or written.
    case chain(ChainError)

    /// The key does not sign.
    case signature(String)
}

extension CheckpointRefusedError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .older(let size, let newest):
            "nothing is signed: the ledger has \(size) transactions, but a checkpoint was signed at \(newest.size); "
                + "an older ledger has been put back"
        case .inconsistent(let root, let newest):
            "nothing is signed: the ledger has root \(root.hex) at \(newest.size) transactions, but the checkpoint "
                + "signed there has \(newest.root.hex): the ledger has been rewritten"
        case .otherLog(let origin, let newest):
            "nothing is signed: the ledger's checkpoints are of '\(newest.origin)', the key's log is '\(origin)'"
        case .chain(let error): error.message
        case .signature(let reason): "the checkpoint cannot be signed: \(reason)"
        }
    }
}

extension CheckpointStorage {
    /// Signs and keeps a checkpoint, if it continues the newest one.
    ///
    /// - Parameters:
    ///   - origin: The log's name.
    ///   - signer: The log's key.
    ///   - asked: The number of transactions under it; all of them if `nil`.
    /// - Returns: The checkpoint; `nil` if the newest one covers everything already.
    /// - Throws: ``CheckpointRefusedError``; then nothing is signed.
    public func makeCheckpoint(
        origin: NoteName,
        signer: NoteSigner,
        size asked: Int? = nil
    ) throws(CheckpointRefusedError) -> SignedCheckpoint? {
        let (size, newest, root, old): (Int, Checkpoint?, Digest, Digest?)
        do {
            size = try asked ?? treeSize()
            newest = try newestCheckpoint()?.checkpoint
            if let newest, newest.size > size { throw CheckpointRefusedError.older(size: size, newest: newest) }
            root = try self.root(size: size)
            old = try newest.map { newest throws(ChainError) in try self.root(size: newest.size) }
        } catch let error as ChainError {
            throw .chain(error)
        } catch let error as CheckpointRefusedError {
            throw error
        } catch {
            throw .chain(ChainError(.failed, "\(error)"))
        }
        if let newest, let old {
            guard newest.origin == origin else { throw .otherLog(origin, newest: newest) }
            guard old == newest.root else { throw .inconsistent(root: old, newest: newest) }
            guard newest.size < size else { return nil }
        }
        return try keep(Checkpoint(origin: origin, size: size, root: root), signer)
    }

    private func keep(
        _ checkpoint: Checkpoint,
        _ signer: NoteSigner
    ) throws(CheckpointRefusedError) -> SignedCheckpoint {
        let signed: SignedCheckpoint
        do {
            signed = try SignedCheckpoint(checkpoint, signedBy: signer)
        } catch {
            throw .signature("\(error)")
        }
        do {
            try append(signed)
        } catch {
            throw .chain(error)
        }
        return signed
    }
}
