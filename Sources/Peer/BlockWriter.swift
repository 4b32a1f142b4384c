import Cryptography
import Dispatch
import Ledger
import Membership
import Units

/// The writing half of a peer: validates a batch, seals the block, makes it durable, and then tells.
///
/// A block ends with the first transaction that is not what endorsing expected, or before the first one that its
/// endorsers have not endorsed. What followed it in the order goes back and is executed again.
///
/// `@unchecked Sendable`: every mutable property is used on `queue` alone.
final class BlockWriter<Storage: LedgerStorage>: @unchecked Sendable {
    private let queue = DispatchQueue(label: "commonwatt.block-writer")
    private let inForce: ChannelInForce
    private let storage: Storage
    private let settings: PeerSettings
    private let identities: KnownIdentities<Storage>
    private let committed: CommittedTransactions<Storage>
    private let progress: WriterProgress
    private let signers: PeerSigners
    private let upkeep: Upkeep<Storage>
    private var tip: ChainTip
    /// Durable blocks whose updates the state could not take yet.
    private var unapplied: [BlockDraft] = []
    /// A durable block of which endorsing has not been told yet.
    private var untold: SealedBlock?
    /// Batches of an earlier generation than this are void; their transactions have failed or are ordered again.
    private var generation = 0
    /// The certificates that the chain has, as far as they have been asked for.
    private var kept: Set<Digest> = []

    init(
        inForce: ChannelInForce,
        storage: Storage,
        settings: PeerSettings,
        identities: KnownIdentities<Storage>,
        committed: CommittedTransactions<Storage>,
        progress: WriterProgress,
        signers: PeerSigners
    ) throws(ChainError) {
        self.inForce = inForce
        self.storage = storage
        self.settings = settings
        self.identities = identities
        self.committed = committed
        self.progress = progress
        self.signers = signers
        upkeep = Upkeep(of: storage)
        self.tip = try storage.tip()
        progress.set(tip.height)
    }

    /// Writes a batch, after every batch that was given before.
    func write(
        _ batch: OrderedBatch<OrderedTransaction>,
        generation: Int,
        reportingTo endorser: Endorser<Storage>
    ) {
        queue.async { self.process(batch, generation: generation, endorser) }
    }

    /// Waits until everything that was given is written, and the housekeeping behind it is done.
    func drain() async {
        await withCheckedContinuation { continuation in queue.async { continuation.resume() } }
        await upkeep.drain()
    }

    private func process(
        _ batch: OrderedBatch<OrderedTransaction>,
        generation: Int,
        _ endorser: Endorser<Storage>
    ) {
        dispatchPrecondition(condition: .onQueue(queue))
        guard generation == self.generation else { return }
        do {
            // Who hands in one proposal at a time has none under way when the housekeeping fails: the next one fails
            // instead, or the ledger would go on beside a device that takes nothing, and nobody would be told.
            try upkeep.makeUp()
            try applyDurable()
            let endorsed = EndorsedBatch(waitingFor: batch, as: settings)
            let block = try writeBlock(endorsed)
            if let block { settings.committed(block.draft.tip) }
            untold = nil
            let isWhole = block?.draft.transactions.count == batch.messages.count
            if let block, isWhole {
                endorser.wrote(block, channel: inForce.channel)
            } else {
                self.generation += 1
                let refused = endorsed.isReached(by: block) ? endorsed.refused : []
                for (transaction, failure) in refused { transaction.pending.complete(.failure(failure)) }
                let withdrawn = Set(refused.map(\.transaction.txid))
                endorser.withdrew(after: block, refused: withdrawn, next: tip.height, channel: inForce.channel)
            }
            upkeep.ask { error in self.queue.async { self.giveUp(because: error, endorser) } }
        } catch {
            giveUp(because: error, endorser)
        }
    }

    /// Lets everything fail that is on its way: a ledger that cannot be kept takes nothing more.
    private func giveUp(because error: ChainError, _ endorser: Endorser<Storage>) {
        generation += 1
        endorser.failedToWrite(error, after: untold, next: tip.height, channel: inForce.channel)
        untold = nil
    }

    /// Writes a block of what has been endorsed, as far as it is what was expected; `nil` if there is nothing.
    private func writeBlock(_ batch: EndorsedBatch) throws(ChainError) -> SealedBlock? {
        guard !batch.transactions.isEmpty else { return nil }
        let (sealed, ordered) = try seal(batch)
        try append(sealed)
        tip = sealed.draft.tip
        // Whoever is told of the block, or sees the chain's new height, goes on under the configuration that it sets.
        if tip.configurationBlock == sealed.draft.header.number {
            inForce.channel = inForce.channel.after(sealed.draft.transactions)
        }
        progress.set(tip.height)
        untold = sealed
        committed.insert(sealed.draft.transactions)
        unapplied.append(sealed.draft)
        report(sealed.draft, to: ordered)
        settings.reached(.acknowledged)
        try applyDurable()
        return sealed
    }

    /// Applies the durable blocks to the state, in order; what fails is tried again before the next block.
    private func applyDurable() throws(ChainError) {
        while let next = unapplied.first {
            try storage.apply(next)
            unapplied.removeFirst()
        }
    }

    /// Makes a block durable. A device that failed while it was asked may have kept the block all the same; the chain's
    /// own end says.
    private func append(_ sealed: SealedBlock) throws(ChainError) {
        do {
            try storage.append(sealed)
        } catch {
            guard let end = try? storage.tip(), end == sealed.draft.tip else { throw error }
        }
    }

    private func seal(_ batch: EndorsedBatch) throws(ChainError) -> (SealedBlock, [OrderedTransaction]) {
        let time = batch.blockTime(clock: settings.clock(), tip: tip.time)
        let channel = inForce.channel
        // A block that is signed with a certificate that has expired since is nobody's.
        if case .refused(let reason) = channel.membership.validate(signers.orderer, at: time) {
            throw ChainError(.failed, "the block cannot be signed: the orderer's certificate is refused: \(reason)")
        }
        let validation = BlockValidation(channel: channel, at: time, jobs: settings.jobs, local: signers.local)
        let committed = self.committed
        let validated = try validation.run(batch, on: storage, number: tip.height, signers: identities) {
            txid throws(ChainError) in try committed.isClaimed(txid)
        }
        settings.reached(.validated)
        let draft = tip.next(validated, time: time)
        let (orderer, key) = (settings.orderer.certificate.fingerprint, settings.orderer.key)
        let signature: [UInt8]
        do {
            signature = try key.sign(draft.headerBytes)
        } catch {
            throw ChainError(.failed, "the block cannot be signed: \(error)")
        }
        settings.reached(.signed)
        let seal = BlockSeal(orderer: orderer, signature: signature)
        let ordered = batch.transactions.prefix(validated.count).map(\.ordered)
        let sealed = SealedBlock(
            draft,
            seal: seal,
            certificates: try newCertificates(validated),
            privateValues: ordered.flatMap(\.privateValues)
        )
        return (sealed, ordered)
    }

    /// The certificates that occur for the first time.
    private func newCertificates(_ transactions: [ValidatedTransaction]) throws(ChainError) -> [NewCertificate] {
        var fingerprints: Set<Digest> = [settings.orderer.certificate.fingerprint]
        for transaction in transactions {
            fingerprints.insert(transaction.envelope.proposal.creator)
            for endorsement in transaction.envelope.endorsements { fingerprints.insert(endorsement.endorser) }
        }
        var new: [NewCertificate] = []
        for fingerprint in fingerprints.subtracting(kept).sorted() {
            guard let identity = try identities[fingerprint] else { continue }
            if try storage.certificate(fingerprint) == nil {
                new.append(NewCertificate(der: identity.certificate.der))
            } else {
                kept.insert(fingerprint)
            }
        }
        return new
    }

    /// Tells whoever waits: the block is durable.
    private func report(_ draft: BlockDraft, to ordered: [OrderedTransaction]) {
        for (index, transaction) in draft.transactions.enumerated() {
            let place = Version(block: draft.header.number, transaction: index)
            guard transaction.code == .valid else {
                ordered[index].pending.complete(.failure(.invalid(transaction.code, place)))
                continue
            }
            let committed = CommittedProposal(
                txid: transaction.envelope.txid,
                place: place,
                response: ordered[index].response ?? transaction.envelope.result.response,
                isReplay: false
            )
            ordered[index].pending.complete(.success(committed))
        }
    }
}
