public import Cryptography
public import Ledger

/// A transaction that a proof shows to be in a ledger.
public struct ProvenTransaction: Hashable, Sendable {
    /// Its place, its identifier, what became of it and the hash of its content.
    public let leaf: Leaf

    /// The transaction itself, if the proof shows it.
    public let envelope: Envelope?

    /// The ledger that it is in.
    public let checkpoint: Checkpoint

    /// How many of the trusted witnesses have seen that ledger.
    public let witnesses: Int
}

/// Why a proof proves nothing.
public enum ProofRefusal: Error, Hashable, Sendable {
    /// The checkpoint is not believed.
    case checkpoint(CheckpointRefusal)

    /// The leaf's or the envelope's bytes cannot be read.
    case format(String)

    /// The leaf is not in the checkpoint's tree at that place.
    case notIncluded(index: Int, Checkpoint)

    /// The leaf says another place than the proof.
    case place(leaf: Int, proof: Int)

    /// The envelope is not the transaction that was logged.
    case otherContent(logged: Digest, shown: Digest)

    /// The proof is for another transaction than the one that was asked about.
    case otherTransaction(expected: Digest, found: Digest)

    /// The transaction is in the ledger, but is not valid.
    case invalid(ValidationCode)
}

extension ProofRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .checkpoint(let refusal): refusal.description
        case .format(let reason): reason
        case .notIncluded(let index, let checkpoint):
            "the transaction is not at place \(index) of \(checkpoint): the leaf or a hash of the proof was altered"
        case .place(let leaf, let proof): "the leaf is of transaction \(leaf), the proof of place \(proof)"
        case .otherContent(let logged, let shown):
            "the content shown has hash \(shown.hex), the content logged has \(logged.hex)"
        case .otherTransaction(let expected, let found):
            "the proof is for transaction \(found.hex), expected is \(expected.hex)"
        case .invalid(let code): "the transaction is in the ledger, but is not valid: \(code)"
        }
    }
}

extension TransactionProof {
    /// Checks the proof, without the ledger.
    ///
    /// - Parameter trust: Whom to believe about the log. As many witnesses as it asks for must have cosigned.
    /// - Throws: ``ProofRefusal``.
    public func verify(_ trust: LogTrust) throws(ProofRefusal) -> ProvenTransaction {
        let witnesses: Int
        do {
            witnesses = try trust.verifyWitnessed(checkpoint)
        } catch {
            throw .checkpoint(error)
        }
        let proof = InclusionProof(index: index, size: checkpoint.checkpoint.size, path: path)
        guard proof.root(of: MerkleTree.leafHash(leaf)) == checkpoint.checkpoint.root else {
            throw .notIncluded(index: index, checkpoint.checkpoint)
        }
        let leaf: Leaf
        let envelope: Envelope?
        do {
            leaf = try Leaf(encoded: self.leaf)
            envelope = try self.envelope.map { bytes throws(LedgerFormatError) in try Envelope(encoded: bytes) }
        } catch {
            throw .format(error.description)
        }
        guard leaf.number == index else { throw .place(leaf: leaf.number, proof: index) }
        if let envelope {
            guard envelope.content == leaf.content else {
                throw .otherContent(logged: leaf.content.digest, shown: envelope.content.digest)
            }
            guard envelope.txid == leaf.txid else {
                throw .otherTransaction(expected: leaf.txid, found: envelope.txid)
            }
        }
        return ProvenTransaction(
            leaf: leaf,
            envelope: envelope,
            checkpoint: checkpoint.checkpoint,
            witnesses: witnesses
        )
    }

    /// Checks for a building that what a reply says is recorded, is: the transaction that the reply names is in the
    /// ledger, and is valid.
    ///
    /// The block and the place in it that a reply names too are no part of a leaf; a leaf's place can only be compared
    /// with the least that they allow, for every block has a transaction at least.
    ///
    /// - Parameters:
    ///   - txid: The transaction's identifier, from the reply.
    ///   - height: The number of its block, from the reply.
    ///   - place: Its place in the block, from the reply.
    ///   - trust: Whom the building believes, from its own configuration.
    /// - Throws: ``ProofRefusal``.
    @discardableResult
    public func verify(
        reply txid: Digest,
        height: Int,
        place: Int,
        trust: LogTrust
    ) throws(ProofRefusal) -> ProvenTransaction {
        let proven = try verify(trust)
        guard proven.leaf.txid == txid else { throw .otherTransaction(expected: txid, found: proven.leaf.txid) }
        guard proven.leaf.code == .valid else { throw .invalid(proven.leaf.code) }
        let (least, overflow) = height.addingReportingOverflow(place)
        guard height >= 0, place >= 0, !overflow, proven.leaf.number >= least else {
            throw .place(leaf: proven.leaf.number, proof: least)
        }
        return proven
    }
}
