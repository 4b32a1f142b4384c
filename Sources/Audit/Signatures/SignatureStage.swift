import Ledger

/// Level 2 on one batch: pure work that can be shared out among tasks in any way, with one outcome.
struct SignatureStage: Sendable {
    /// What a run of items showed.
    struct Outcome: Sendable {
        /// The signatures looked at.
        var signatures = 0

        /// Calls that whoever asked for them has signed, and has not.
        var signedCalls = 0
        var unsignedCalls = 0

        /// Other results that endorsers have signed.
        var dissents: [Dissent] = []

        /// The lowest divergence among the items.
        var divergence: Divergence?

        mutating func merge(_ other: Outcome) {
            signatures += other.signatures
            signedCalls += other.signedCalls
            unsignedCalls += other.unsignedCalls
            dissents += other.dissents
            if let divergence = other.divergence { found(divergence) }
        }

        mutating func found(_ other: Divergence) {
            guard let divergence, !other.precedes(divergence) else {
                divergence = other
                return
            }
        }
    }

    /// A transaction of a block, or its seal.
    private struct Item {
        let block: Int
        let transaction: Int?
    }

    private let blocks: [AuditedBlock]
    private let items: [Item]
    private let channels: BatchChannels
    private let signers: IdentityDirectory
    private let roots: AuditorRoots
    private let evidence: [String: any CallEvidence]
    private let opened: BatchValues

    /// Lists a batch's signatures.
    ///
    /// - Parameters:
    ///   - channels: The channel that judges each block.
    ///   - signers: The identities that the batch names.
    ///   - roots: What the roots of every configuration are compared with.
    ///   - contracts: The contracts whose calls' own evidence is looked at.
    ///   - opened: The private calls that were shown; the evidence of others cannot be looked at.
    init(
        _ batch: BlockBatch,
        channels: BatchChannels,
        signers: IdentityDirectory,
        roots: AuditorRoots,
        contracts: [AuditedContract],
        opened: BatchValues
    ) {
        self.opened = opened
        var evidence: [String: any CallEvidence] = [:]
        for contract in contracts { evidence[contract.chaincode.name] = contract.evidence }
        self.evidence = evidence
        self.channels = channels
        self.signers = signers
        self.roots = roots
        blocks = batch.blocks
        items = batch.blocks.enumerated().flatMap { index, block in
            // The genesis block's transaction is judged when the channel is founded.
            let transactions = block.number == 0 ? 0..<0 : block.draft.transactions.indices
            return [Item(block: index, transaction: nil)] + transactions.map { Item(block: index, transaction: $0) }
        }
    }

    /// The number of items.
    var count: Int { items.count }

    /// Judges items until all are taken.
    func work(on queue: WorkQueue) -> Outcome {
        var outcome = Outcome()
        while let range = queue.take() {
            for item in items[range] { judge(item, into: &outcome) }
        }
        return outcome
    }

    private func judge(_ item: Item, into outcome: inout Outcome) {
        let (block, channel) = (blocks[item.block], channels[item.block])
        guard let index = item.transaction else {
            outcome.signatures += 1
            let header = block.draft.headerBytes
            let problem = channel.problem(with: block.seal, of: header, signers: signers, at: block.time)
            if let problem { outcome.found(Divergence(problem, of: block)) }
            return
        }
        switch block.draft.transactions[index].content {
        case .whole(let envelope):
            let transaction = ValidatedTransaction(envelope, code: block.draft.transactions[index].code)
            judge(transaction, index, of: block, by: channel, into: &outcome)
        case .redacted(let remains):
            judge(remains, index, of: block, by: channel, into: &outcome)
        }
    }

    private func judge(
        _ transaction: ValidatedTransaction,
        _ index: Int,
        of block: AuditedBlock,
        by channel: Channel,
        into outcome: inout Outcome
    ) {
        outcome.signatures += 1 + transaction.envelope.endorsements.count
        let isAlone = block.draft.transactions.count == 1
        let code = channel.check(transaction.envelope, signers: signers, at: block.time, isAlone: isAlone)
        guard !transaction.code.follows(from: code) else {
            confirmRoots(of: transaction, at: block.place(index), into: &outcome)
            confirmEvidence(of: transaction, index, of: block, by: channel, into: &outcome)
            return
        }
        let reason = channel.reason(
            for: code,
            of: transaction.envelope,
            signers: signers,
            at: block.time,
            isAlone: isAlone
        )
        outcome.found(
            Divergence(
                level: .signatures,
                place: block.place(index),
                subject: "validation code",
                expected: "\(code), because \(reason)",
                found: "\(transaction.code)"
            )
        )
    }

    /// Looks at the signatures that a valid call carries, and at the other results that endorsers have signed.
    private func confirmEvidence(
        of transaction: ValidatedTransaction,
        _ index: Int,
        of block: AuditedBlock,
        by channel: Channel,
        into outcome: inout Outcome
    ) {
        do {
            outcome.dissents += try channel.dissents(in: transaction, of: block, at: index, signers: signers)
        } catch {
            outcome.found(error)
        }
        let chaincode = transaction.envelope.proposal.chaincode
        let version = Version(block: block.number, transaction: index)
        guard transaction.code == .valid, let evidence = evidence[chaincode],
            let envelope = opened.envelope(transaction.envelope, at: version, under: channel.configuration)
        else { return }
        do throws(DomainFinding) {
            switch try evidence.judge(envelope, by: channel.membership, at: block.time) {
            case .none: break
            case .unsigned: outcome.unsignedCalls += 1
            case .signed: outcome.signedCalls += 1
            }
        } catch {
            outcome.found(Divergence(error, of: chaincode, at: block.place(index), level: .signatures))
        }
    }

    /// Of what a redaction has left only the endorsements can be judged: they are of the content's hash, which is still
    /// there.
    private func judge(
        _ remains: RedactedTransaction,
        _ index: Int,
        of block: AuditedBlock,
        by channel: Channel,
        into outcome: inout Outcome
    ) {
        outcome.signatures += remains.endorsements.count
        let found = block.draft.transactions[index].code
        let code = channel.check(remains, signers: signers, at: block.time)
        guard !found.follows(from: code) else { return }
        outcome.found(
            Divergence(
                level: .signatures,
                place: block.place(index),
                subject: "validation code",
                expected: "\(code), as the endorsements of its redacted content say",
                found: "\(found)"
            )
        )
    }

    /// Compares the roots of a configuration that takes effect with the auditor's.
    private func confirmRoots(
        of transaction: ValidatedTransaction,
        at place: Divergence.Place,
        into outcome: inout Outcome
    ) {
        guard transaction.code == .valid, ConfigurationTransaction.isOne(transaction.envelope),
            let configuration = try? ConfigurationTransaction.configuration(transaction.envelope)
        else { return }
        do {
            try roots.confirm(configuration, at: place)
        } catch {
            outcome.found(error)
        }
    }
}

extension ValidationCode {
    /// Whether a recorded code can be what became of a transaction after the check of its signatures; the rest is for
    /// the identifiers and the state to tell.
    fileprivate func follows(from checked: ValidationCode) -> Bool {
        switch self {
        case .duplicateTxid: checked.claimsIdentifier
        case .valid, .mvccReadConflict, .phantomReadConflict: checked == .valid
        case .badCreatorSignature, .invalidConfigTransaction, .endorsementPolicyFailure, .targetChainNotFound,
            .invalidChaincode:
            checked == self
        }
    }
}

extension Divergence {
    fileprivate init(_ problem: SealProblem, of block: AuditedBlock) {
        self.init(
            level: .signatures,
            place: .block(block.number),
            subject: "seal",
            expected: "the signature of an orderer of the channel",
            found: problem.description
        )
    }
}
