import Cryptography
import Ledger
import LedgerStore
import Transparency

/// A ledger at rest from which proofs are made.
struct ProvenLedger {
    let archive: LedgerArchive

    /// The terms of its checkpoints.
    let terms: CheckpointTerms

    init(_ path: String) throws {
        let place = try LedgerPlace(path)
        do throws(ChainError) {
            archive = try LedgerArchive(at: place.directory)
            guard let terms = try CheckpointTerms.inForce(at: try archive.height() - 1, of: archive) else {
                throw ChainError(.unsuitable, "the channel's configuration has no checkpoint terms: nothing is signed")
            }
            self.terms = terms
        } catch {
            throw CommandFailure(error)
        }
    }

    /// Reads a checkpoint of this ledger's log that somebody has kept.
    func kept(_ path: String) throws -> SignedCheckpoint {
        let kept = try SignedCheckpoint(file: path)
        try LogTrust(terms).verify(kept)
        return kept
    }

    /// The checkpoint that a proof leads to: the one that was asked for, if the ledger contains it, or the newest.
    func target(_ path: String?) throws -> SignedCheckpoint {
        guard let path else {
            guard let newest = try archive.newestCheckpoint() else {
                throw CommandFailure.badInput(
                    "the ledger has no checkpoint yet; make one with 'ledger checkpoint --sign'"
                )
            }
            return newest
        }
        let kept = try kept(path)
        switch try archive.compare(with: kept.checkpoint) {
        case .contains: return kept
        case .older(let size):
            throw CommandFailure.negativeFinding(
                "\(path): the ledger has \(size) transactions and ends before \(kept.checkpoint): it is an older one"
            )
        case .fork(let root):
            throw CommandFailure.negativeFinding(
                "\(path): the ledger has root \(root.hex) there and contradicts \(kept.checkpoint); "
                    + "'ledger prove --from' writes the evidence"
            )
        }
    }

    /// The proof of a transaction.
    func proof(of txid: Digest, checkpoint path: String?, withContent: Bool) throws -> TransactionProof {
        guard let transaction = try archive.transaction(txid) else {
            throw CommandFailure.badInput("there is no transaction \(txid.hex) in the ledger")
        }
        let number = transaction.stored.number
        let checkpoint = try target(path)
        guard number < checkpoint.checkpoint.size else {
            throw CommandFailure.badInput(
                "the transaction is number \(number), the checkpoint covers \(checkpoint.checkpoint.size): "
                    + "wait for a newer one, or make it with 'ledger checkpoint --sign'"
            )
        }
        guard let leaf = try archive.leaves(number..<(number + 1)).first else {
            throw CommandFailure.negativeFinding("transaction \(number) is missing")
        }
        return TransactionProof(
            leaf: leaf.encoded,
            envelope: withContent ? transaction.stored.envelope : nil,
            inclusion: try archive.inclusionProof(index: number, size: checkpoint.checkpoint.size),
            checkpoint: checkpoint
        )
    }

    /// What the ledger has to say to a kept checkpoint.
    enum Answer {
        /// It continues it.
        case continued(ConsistencyRequest)

        /// It contradicts it.
        case forked(ForkEvidence)
    }

    /// The proof that the ledger continues a kept checkpoint, or the evidence that it does not.
    func answer(to old: String, checkpoint path: String?) throws -> Answer {
        let kept = try kept(old)
        let own = try target(path)
        guard kept.checkpoint.size <= own.checkpoint.size else {
            throw CommandFailure.negativeFinding(
                "\(old): the ledger's checkpoint is of \(own.checkpoint.size) transactions and cannot continue "
                    + "\(kept.checkpoint): it is older"
            )
        }
        if let evidence = try archive.evidence(against: kept, by: own) { return .forked(evidence) }
        let proof = try archive.consistencyProof(from: kept.checkpoint.size, to: own.checkpoint.size)
        return .continued(ConsistencyRequest(proof, checkpoint: own))
    }
}

extension SignedCheckpoint {
    /// Reads a checkpoint's file.
    init(file path: String) throws(CommandFailure) {
        let bytes = try TextFile.read(path)
        do { try self.init(parsing: bytes) } catch { throw .badInput("\(path): \(error)") }
    }
}
