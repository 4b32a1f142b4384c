import Ledger

/// Level 2 on one batch: pure work that can be shared out among tasks in any way, with one outcome.
struct SignatureStage: Sendable {
    /// What a run of items showed.
    struct Outcome: Sendable {
        /// The signatures verified.
        var signatures = 0

        /// The lowest divergence among the items.
        var divergence: Divergence?

        /// Why the chain could not be read, if it could not.
        var failure: ChainError?

        mutating func merge(_ other: Outcome) {
            signatures += other.signatures
            failure = failure ?? other.failure
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
    private let judge: TransactionJudge

    /// Lists a batch's signatures.
    init(_ batch: BlockBatch, judge: TransactionJudge) {
        self.judge = judge
        blocks = batch.blocks
        items = batch.blocks.enumerated().flatMap { index, block in
            [Item(block: index, transaction: nil)]
                + block.draft.transactions.indices.map { Item(block: index, transaction: $0) }
        }
    }

    /// The number of items.
    var count: Int { items.count }

    /// Judges items until all are taken.
    func work(on queue: WorkQueue) -> Outcome {
        var outcome = Outcome()
        while let range = queue.take() {
            for item in items[range] {
                do {
                    try judge(item, into: &outcome)
                } catch {
                    outcome.failure = outcome.failure ?? error
                }
            }
        }
        return outcome
    }

    private func judge(_ item: Item, into outcome: inout Outcome) throws(ChainError) {
        let block = blocks[item.block]
        guard let index = item.transaction else {
            let refusal = try judge.refusal(of: block.seal, under: block.draft.headerBytes, at: block.time)
            outcome.signatures += 1
            if let refusal { outcome.found(Divergence(seal: refusal, of: block)) }
            return
        }
        let transaction = block.draft.transactions[index]
        let judgement = try judge.judge(transaction.envelope, at: block.time)
        outcome.signatures += judgement.signatures
        guard !judgement.explains(transaction.code) else { return }
        outcome.found(Divergence(judgement, found: transaction.code, at: block.place(index)))
    }
}

extension Judgement {
    /// Whether a recorded code can follow from this; what remains of it is for the state and the identifiers to tell.
    fileprivate func explains(_ recorded: ValidationCode) -> Bool {
        switch recorded {
        case .duplicateTxid: code.claimsIdentifier
        case .valid, .mvccReadConflict, .phantomReadConflict: code == .valid
        case .badCreatorSignature, .invalidConfigTransaction, .endorsementPolicyFailure, .targetChainNotFound,
            .invalidChaincode:
            code == recorded
        }
    }
}

extension Divergence {
    fileprivate init(seal refusal: String, of block: AuditedBlock) {
        self.init(
            level: .signatures,
            place: .block(block.number),
            subject: "seal",
            expected: "the signature of an orderer of the channel",
            found: refusal
        )
    }

    fileprivate init(_ judgement: Judgement, found code: ValidationCode, at place: Place) {
        self.init(
            level: .signatures,
            place: place,
            subject: "validation code",
            expected: "\(judgement.code), because \(judgement.reason)",
            found: "\(code)"
        )
    }
}
