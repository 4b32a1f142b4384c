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
            guard request.proof.verifies(newest.checkpoint.root, isContinuedBy: next.checkpoint.root) else {
                throw .inconsistent(known: newest.checkpoint, offered: next.checkpoint)
            }
        } else {
            guard request.path.isEmpty else { throw .badRequest("a proof from 0 has no hashes") }
        }
        newest = next
    }
}

/// Why a witness does not cosign.
public enum WitnessRefusal: Error, Hashable, Sendable {
    /// The checkpoint is not the log's (HTTP 403 and 404).
    case checkpoint(CheckpointRefusal)

    /// The request contradicts itself (HTTP 400).
    case badRequest(String)

    /// The proof begins elsewhere than the witness's newest checkpoint (HTTP 409).
    case conflict(known: Int, offered: Int)

    /// The proof does not lead from the witness's newest checkpoint to this one (HTTP 422).
    case inconsistent(known: Checkpoint, offered: Checkpoint)

    /// The log has signed two ledgers of one size (HTTP 409), and this is the evidence.
    case fork(ForkEvidence)

    /// The status with which a witness answers over HTTP.
    public var httpStatus: Int {
        switch self {
        case .checkpoint(.otherLog): 404
        case .checkpoint: 403
        case .badRequest: 400
        case .conflict, .fork: 409
        case .inconsistent: 422
        }
    }
}

extension WitnessRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
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
