import Cryptography
import Ledger

/// What a witness does: it remembers the newest checkpoint of a log that it has cosigned, and cosigns another one only
/// when that is shown to continue it (C2SP tlog-witness).
///
/// It decides and does nothing: whoever keeps the state must have it on the device before the cosignature goes out.
public struct WitnessMachine: Hashable, Sendable {
    /// The log, and whose signature its checkpoints must have.
    public let log: LogTrust

    /// The newest checkpoint that was cosigned; `nil` before the first.
    public private(set) var newest: SignedCheckpoint?

    /// Begins with what was remembered.
    ///
    /// - Throws: ``CheckpointRefusal``, if that is not the log's checkpoint.
    public init(log: LogTrust, newest: SignedCheckpoint?) throws(CheckpointRefusal) {
        if let newest { try log.verify(newest) }
        self.log = log
        self.newest = newest
    }

    /// The number of leaves that the next request must begin at.
    public var knownSize: Int { newest?.checkpoint.size ?? 0 }

    /// Judges a request. If it does not throw, the request's checkpoint is the newest from now on and may be cosigned.
    ///
    /// - Throws: ``WitnessRefusal``; then nothing changes.
    public mutating func consider(_ request: ConsistencyRequest) throws(WitnessRefusal) {
        let next = request.checkpoint
        do {
            try log.verify(next)
        } catch {
            throw .checkpoint(error)
        }
        if let newest, newest.checkpoint.size == next.checkpoint.size,
            newest.checkpoint.root != next.checkpoint.root
        {
            throw .fork(ForkEvidence(newest, next))
        }
        guard request.oldSize <= next.checkpoint.size else {
            throw .badRequest("the proof begins at \(request.oldSize) and the checkpoint is of \(next.checkpoint.size)")
        }
        guard request.oldSize == knownSize else { throw .conflict(known: knownSize, offered: request.oldSize) }
        if let newest {
            try check(request, continues: newest)
        } else {
            guard request.path.isEmpty else { throw .badRequest("a proof from 0 has no hashes") }
            guard next.checkpoint.size > 0 || next.checkpoint.root == MerkleTree.emptyRoot else {
                throw .badRequest("a tree without leaves has the root \(MerkleTree.emptyRoot.hex)")
            }
        }
        newest = next
    }

    private func check(_ request: ConsistencyRequest, continues newest: SignedCheckpoint) throws(WitnessRefusal) {
        let (old, next) = (newest.checkpoint, request.checkpoint)
        let proof = request.proof
        guard !proof.verifies(old.root, isContinuedBy: next.checkpoint.root) else { return }
        guard let root = proof.earlierRoot(continuedBy: next.checkpoint.root), root != old.root else {
            throw .inconsistent(known: old, offered: next.checkpoint)
        }
        // The log's own proof shows which other tree it continues.
        throw .fork(ForkEvidence(newest, next, ForkEvidence.Contradiction(root: root, path: proof.path)))
    }
}

/// Why a witness does not cosign.
public enum WitnessRefusal: Error, Hashable, Sendable {
    /// The witness does not follow the log (HTTP 404).
    case unknownLog(NoteName)

    /// The checkpoint is not the log's (HTTP 403 and 404).
    case checkpoint(CheckpointRefusal)

    /// The request contradicts itself (HTTP 400).
    case badRequest(String)

    /// The proof begins elsewhere than the witness's newest checkpoint (HTTP 409).
    case conflict(known: Int, offered: Int)

    /// The proof does not lead from the witness's newest checkpoint to this one (HTTP 422).
    case inconsistent(known: Checkpoint, offered: Checkpoint)

    /// The log has signed two ledgers, of one size (HTTP 409) or not (HTTP 422), and this is the evidence.
    case fork(ForkEvidence)

    /// The status with which a witness answers over HTTP.
    public var httpStatus: Int {
        switch self {
        case .unknownLog, .checkpoint(.otherLog): 404
        case .checkpoint: 403
        case .badRequest: 400
        case .conflict: 409
        case .fork(let evidence): evidence.contradiction == nil ? 409 : 422
        case .inconsistent: 422
        }
    }
}

extension WitnessRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unknownLog(let origin): "the witness does not follow the log '\(origin)'"
        case .checkpoint(let refusal): refusal.description
        case .badRequest(let reason): reason
        case .conflict(let known, let offered):
            "the proof begins at \(offered) transactions, the last checkpoint cosigned has \(known): prove from there"
        case .inconsistent(let known, let offered):
            "the proof does not show that \(offered) continues \(known), which was cosigned: ask the log why"
        case .fork(let evidence):
            "the log has forked: \(evidence.later.checkpoint) contradicts \(evidence.earlier.checkpoint), "
                + "which was cosigned"
        }
    }
}
