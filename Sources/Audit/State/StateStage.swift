import Cryptography
import Ledger

/// Levels 3 and 4: the state rebuilt block by block, read conflicts recomputed on it, calls executed again on it.
struct StateStage {
    fileprivate var state: WorldState
    fileprivate var execution: Execution?

    fileprivate var reads = 0
    fileprivate var invalid = 0

    /// Valid calls that were not executed because of a redaction.
    fileprivate var lost = 0

    /// Valid calls that were not executed because values were not shown.
    var callsNotShown: Int { execution?.callsNotShown ?? 0 }

    /// The keys of each chaincode whose values a redaction has taken away, until they are written again.
    private var lostKeys: [String: Set<StateKey>] = [:]

    /// Where a chaincode's state became whole again, and what it was then.
    private var resumptions: [Version: StateOverlay<WorldState>] = [:]

    /// The state after the block of which it is to be kept, with the hash of that block and the keys without values.
    private(set) var kept: (state: WorldState, hash: Digest, lost: Set<QualifiedKey>)?
    private let keeping: Int?

    /// Begins before the genesis block, or behind a snapshot; executes calls only with an execution.
    ///
    /// - Parameter keeping: The number of blocks after which the state is kept.
    init(execution: Execution?, keeping: Int? = nil, after base: LedgerSnapshot? = nil) {
        self.execution = execution
        self.keeping = keeping
        state = base?.state ?? WorldState()
        if let base, keeping == base.tip.height { kept = (base.state, base.tip.hash, []) }
    }

    /// Follows the chain over a batch.
    ///
    /// - Parameter channels: The channel that judges each block.
    mutating func follow(
        _ batch: BlockBatch,
        channels: BatchChannels,
        signers: IdentityDirectory,
        opened: OpenedBatch
    ) throws(Divergence) {
        for (index, block) in batch.blocks.enumerated() {
            let configuration = channels[index].configuration
            execution?.adopt(configuration)
            state.apply(try updates(of: block, signers: signers, under: configuration, opened: opened))
            guard keeping == block.number + 1 else { continue }
            let lost = lostKeys.flatMap { chaincode, keys in keys.map { QualifiedKey($0, in: chaincode) } }
            kept = (state, block.draft.tip.hash, Set(lost))
        }
    }

    /// Where chaincodes' states became whole again since the last time.
    mutating func takeResumptions() -> [Version: StateOverlay<WorldState>] {
        defer { resumptions = [:] }
        return resumptions
    }

    /// Judges a block's transactions on the state before each, and returns what the block changes.
    private mutating func updates(
        of block: AuditedBlock,
        signers: IdentityDirectory,
        under configuration: ChannelConfiguration,
        opened: OpenedBatch
    ) throws(Divergence) -> StateUpdates {
        var overlay = StateOverlay(state)
        for (index, transaction) in block.draft.transactions.enumerated() {
            if transaction.code != .valid { invalid += 1 }
            let version = Version(block: block.number, transaction: index)
            if let whole = transaction.whole {
                let (chaincode, place) = (whole.envelope.proposal.chaincode, block.place(index))
                if try judge(whole, at: place, on: overlay) {
                    let creator = signers[whole.envelope.proposal.creator]
                    if configuration.hasPrivateValues(chaincode) {
                        let said = opened.values.opened[version]
                        let shown = opened.shown
                        try execution?.executeAgain(said, by: creator, at: place, on: overlay, showing: shown)
                    } else {
                        try execution?.executeAgain(whole.envelope, by: creator, at: place, on: overlay)
                    }
                }
            } else if transaction.code == .valid {
                lost += 1
            }
            overlay.updates.record(transaction, version: version)
            if transaction.code == .valid, noteLostKeys(of: transaction) { resumptions[version] = overlay }
        }
        return overlay.updates
    }

    /// Compares a transaction's reads with the state before it.
    ///
    /// - Returns: Whether its call is to be executed again: it is valid, and the state has lost no values of the
    ///   chaincode.
    private mutating func judge(
        _ transaction: ValidatedTransaction,
        at place: Divergence.Place,
        on state: some StateView
    ) throws(Divergence) -> Bool {
        let (envelope, chaincode) = (transaction.envelope, transaction.envelope.proposal.chaincode)
        if transaction.code.followsFromState {
            try compareConflict(of: transaction, at: place, on: state)
            reads += envelope.result.reads.count + envelope.result.ranges.count
        }
        guard transaction.code == .valid, !envelope.isOfChannel else { return false }
        if lostKeys[chaincode] != nil { lost += 1 }
        return lostKeys[chaincode] == nil
    }

    /// Takes note of the keys whose values a valid transaction has lost or given anew.
    ///
    /// - Returns: Whether the chaincode's state is whole again.
    private mutating func noteLostKeys(of transaction: ReplayedTransaction) -> Bool {
        switch transaction.content {
        case .redacted(let remains):
            let wasWhole = lostKeys[remains.chaincode] == nil
            var keys = lostKeys[remains.chaincode] ?? []
            for write in remains.writes {
                if write.isDeletion { keys.remove(write.key) } else { keys.insert(write.key) }
            }
            lostKeys[remains.chaincode] = keys.isEmpty ? nil : keys
            // One that only read has lost nothing, but its own event cannot be followed either.
            return keys.isEmpty && (wasWhole || !remains.writes.isEmpty)
        case .whole(let envelope):
            guard var keys = lostKeys[envelope.proposal.chaincode] else { return false }
            for write in envelope.result.writes { keys.remove(write.key) }
            lostKeys[envelope.proposal.chaincode] = keys.isEmpty ? nil : keys
            return keys.isEmpty
        }
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
        callsLost = stage.execution == nil ? 0 : stage.lost
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
        if let redaction = try? Redaction(self), let key = try? redaction.valueInForce(in: state) {
            return (key, "the value that was to be dropped was still in force")
        }
        return nil
    }
}
