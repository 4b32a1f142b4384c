import Cryptography
import Ledger

/// Levels 3 and 4: the state rebuilt block by block, read conflicts recomputed on it, calls executed again on it.
struct StateStage {
    fileprivate var state: WorldState
    fileprivate var execution: Execution?

    fileprivate var reads = 0
    fileprivate var invalid = 0

    /// The state after the block of which it is to be kept, with the hash of that block.
    private(set) var kept: (state: WorldState, hash: Digest)?
    private let keeping: Int?

    /// Begins before the genesis block, or behind a snapshot; executes calls only with an execution.
    ///
    /// - Parameter keeping: The number of blocks after which the state is kept.
    init(execution: Execution?, keeping: Int? = nil, after base: LedgerSnapshot? = nil) {
        self.execution = execution
        self.keeping = keeping
        state = base?.state ?? WorldState()
        if let base, keeping == base.tip.height { kept = (base.state, base.tip.hash) }
    }

    /// Follows the chain over a batch.
    ///
    /// - Parameter channels: The channel that judges each block.
    mutating func follow(
        _ batch: BlockBatch,
        channels: BatchChannels,
        signers: IdentityDirectory
    ) throws(Divergence) {
        for (index, block) in batch.blocks.enumerated() {
            execution?.adopt(channels[index].configuration)
            state.apply(try updates(of: block, signers: signers))
            if keeping == block.number + 1 { kept = (state, block.draft.tip.hash) }
        }
    }

    /// Judges a block's transactions on the state before each, and returns what the block changes.
    private mutating func updates(
        of block: AuditedBlock,
        signers: IdentityDirectory
    ) throws(Divergence) -> StateUpdates {
        var overlay = StateOverlay(state)
        for (index, transaction) in block.draft.transactions.enumerated() {
            let (envelope, place) = (transaction.envelope, block.place(index))
            if transaction.code.followsFromState {
                try compareConflict(of: transaction, at: place, on: overlay)
                reads += envelope.result.reads.count + envelope.result.ranges.count
            }
            if transaction.code != .valid {
                invalid += 1
            } else if envelope.proposal.chaincode != ChannelConfiguration.chaincode {
                let creator = signers[envelope.proposal.creator]
                try execution?.executeAgain(envelope, by: creator, at: place, on: overlay)
            }
            overlay.updates.record(transaction, version: Version(block: block.number, transaction: index))
        }
        return overlay.updates
    }

    private func compareConflict(
        of transaction: ValidatedTransaction,
        at place: Divergence.Place,
        on state: some StateView
    ) throws(Divergence) {
        let code: ValidationCode
        do {
            code = try transaction.envelope.conflict(with: state) ?? .valid
        } catch {
            throw Divergence(
                level: .state,
                place: place,
                subject: "state",
                expected: "one that can be read",
                found: error.message
            )
        }
        guard code != transaction.code else { return }
        let culprit = transaction.envelope.firstConflict(with: state)
        throw Divergence(
            level: .state,
            place: place,
            subject: "validation code",
            key: culprit?.key,
            expected: culprit.map { "\(code), because \($0.reason)" } ?? "\(code), because nothing read has changed",
            found: "\(transaction.code)"
        )
    }
}

extension AuditCounts {
    /// Takes over what the stage has counted so far.
    mutating func take(_ stage: StateStage) {
        keys = stage.state.count
        reads = stage.reads
        invalid = stage.invalid
        calls = stage.execution?.calls ?? 0
        callsNotExecuted = stage.execution == nil ? 0 : stage.invalid
    }
}

extension ValidationCode {
    /// Whether the code says how the transaction's reads compared with the state; others were given before that.
    fileprivate var followsFromState: Bool {
        switch self {
        case .valid, .mvccReadConflict, .phantomReadConflict: true
        case .badCreatorSignature, .invalidConfigTransaction, .duplicateTxid, .endorsementPolicyFailure,
            .targetChainNotFound, .invalidChaincode:
            false
        }
    }
}

extension Envelope {
    /// The first key or range that the transaction read and that is another in the state, and how.
    fileprivate func firstConflict(with state: some StateView) -> (key: QualifiedKey, reason: String)? {
        for read in result.reads {
            let key = QualifiedKey(read.key, in: proposal.chaincode)
            let version = (try? state.value(of: key))?.version
            guard version != read.version else { continue }
            let (was, now) = (read.version.map { "\($0)" } ?? "no value", version.map { "\($0)" } ?? "no value")
            return (key, "version \(was) was read and \(now) was there")
        }
        for range in result.ranges {
            let from = QualifiedKey(range.from, in: proposal.chaincode)
            let end = range.to.map { QualifiedKey($0, in: proposal.chaincode) } ?? .end(of: proposal.chaincode)
            guard let found = try? state.values(from: from, to: end), RangeRead.digest(of: found) != range.digest
            else { continue }
            return (from, "the range from this key holds other keys or versions than were read")
        }
        return nil
    }
}
