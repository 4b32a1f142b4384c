import Cryptography
import Dispatch
import Ledger
import Membership
import Units

/// The writing half of a peer: validates a batch, seals the block, makes it durable, and then tells.
///
/// `@unchecked Sendable`: every mutable property is used on `queue` alone.
final class BlockWriter<Storage: LedgerStorage>: @unchecked Sendable {
    private let queue = DispatchQueue(label: "commonwatt.block-writer")
    private let inForce: ChannelInForce
    private let storage: Storage
    private let signers: PeerSigners
    private let settings: PeerSettings
    private var tip: ChainTip
    private var identities = IdentityDirectory()
    /// Durable blocks whose updates the state could not take yet.
    private var unapplied: [BlockDraft] = []
    /// Batches of an earlier generation than this are void.
    private var generation = 0

    init(
        inForce: ChannelInForce,
        storage: Storage,
        signers: PeerSigners,
        settings: PeerSettings
    ) throws(ChainError) {
        self.inForce = inForce
        self.storage = storage
        self.signers = signers
        self.settings = settings
        self.tip = try storage.tip()
        identities.insert(signers.endorser)
        identities.insert(signers.orderer)
    }

    /// Makes an identity known that the chain does not have yet.
    func introduce(_ identity: Identity) {
        queue.sync { identities.insert(identity) }
    }

    /// Writes a batch, after every batch that was given before.
    func write(
        _ batch: OrderedBatch<OrderedTransaction>,
        generation: Int,
        reportingTo endorser: Endorser<Storage>
    ) {
        queue.async { self.process(batch, generation: generation, endorser) }
    }

    /// Waits until everything that was given is written.
    func drain() async {
        await withCheckedContinuation { continuation in queue.async { continuation.resume() } }
    }

    private func process(
        _ batch: OrderedBatch<OrderedTransaction>,
        generation: Int,
        _ endorser: Endorser<Storage>
    ) {
        dispatchPrecondition(condition: .onQueue(queue))
        guard generation == self.generation else {
            let error = ChainError(.failed, "a block before this one could not be written")
            return fail(batch, error)
        }
        do {
            try applyDurable()
            let sealed = try seal(batch)
            try append(sealed)
            tip = sealed.draft.tip
            if tip.configurationBlock == sealed.draft.header.number {
                inForce.channel = inForce.channel.after(sealed.draft.transactions)
            }
            unapplied.append(sealed.draft)
            report(batch, sealed.draft)
            try applyDurable()
            endorser.wrote(sealed.draft, channel: inForce.channel)
            try storage.maintain()
        } catch {
            self.generation += 1
            fail(batch, error)
            endorser.failedToWrite(error, next: tip.height, channel: inForce.channel)
        }
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

    private func seal(_ batch: OrderedBatch<OrderedTransaction>) throws(ChainError) -> SealedBlock {
        let time = max(settings.clock(), tip.time)
        // A block that is signed with a certificate that has expired since is nobody's.
        if case .refused(let reason) = inForce.channel.membership.validate(signers.orderer, at: time) {
            throw ChainError(.failed, "the block cannot be signed: the orderer's certificate is refused: \(reason)")
        }
        for message in batch.messages { try identities.insertSigners(of: message.envelope, from: storage) }
        let draft = tip.next(try validate(batch, at: time), time: time)
        let (orderer, key) = (settings.orderer.certificate.fingerprint, settings.orderer.key)
        let signature: [UInt8]
        do {
            signature = try key.sign(draft.headerBytes)
        } catch {
            throw ChainError(.failed, "the block cannot be signed: \(error)")
        }
        let seal = BlockSeal(orderer: orderer, signature: signature)
        return SealedBlock(draft, seal: seal, certificates: try newCertificates(batch))
    }

    private func validate(
        _ batch: OrderedBatch<OrderedTransaction>,
        at time: Instant
    ) throws(ChainError) -> [ValidatedTransaction] {
        let (storage, channel) = (self.storage, inForce.channel)
        var validator = StateValidator(on: storage) { txid throws(ChainError) in
            try storage.transaction(txid) != nil
        }
        var validated: [ValidatedTransaction] = []
        for (index, message) in batch.messages.enumerated() {
            let endorsed = channel.check(
                message.envelope,
                signers: identities,
                at: time,
                verified: message.verified,
                isAlone: batch.messages.count == 1
            )
            do {
                let place = Version(block: batch.number, transaction: index)
                let code = try validator.validate(message.envelope, endorsed: endorsed, place: place)
                validated.append(ValidatedTransaction(message.envelope, code: code))
            } catch {
                throw Self.chainError(error)
            }
        }
        return validated
    }

    private static func chainError(_ failure: ValidationFailure) -> ChainError {
        switch failure {
        case .chain(let error): error
        case .state(let error): ChainError(.failed, "\(error)")
        }
    }

    /// The certificates that occur for the first time.
    private func newCertificates(
        _ batch: OrderedBatch<OrderedTransaction>
    ) throws(ChainError) -> [NewCertificate] {
        var fingerprints = [signers.orderer.certificate.fingerprint]
        for message in batch.messages {
            fingerprints.append(message.envelope.proposal.creator)
            fingerprints += message.envelope.endorsements.map(\.endorser)
        }
        var new: [NewCertificate] = []
        for fingerprint in Set(fingerprints).sorted() {
            guard let identity = identities[fingerprint], try storage.certificate(fingerprint) == nil else { continue }
            new.append(NewCertificate(der: identity.certificate.der))
        }
        return new
    }

    /// Tells whoever waits: the block is durable.
    private func report(_ batch: OrderedBatch<OrderedTransaction>, _ draft: BlockDraft) {
        for (index, message) in batch.messages.enumerated() {
            let place = Version(block: batch.number, transaction: index)
            let code = draft.transactions[index].code
            guard code == .valid else {
                message.pending.complete(.failure(.invalid(code, place)))
                continue
            }
            let committed = CommittedProposal(
                txid: message.envelope.txid,
                place: place,
                response: message.envelope.result.response,
                isReplay: false
            )
            message.pending.complete(.success(committed))
        }
    }

    private func fail(_ batch: OrderedBatch<OrderedTransaction>, _ error: ChainError) {
        for message in batch.messages { message.pending.complete(.failure(.ledger(error))) }
    }
}
