import Cryptography
import Ledger
import Membership
import Units

/// A transaction on its way into a block.
public struct OrderedTransaction: Sendable {
    let envelope: Envelope

    /// Who signed it, as far as they are members.
    let signers: [Identity]

    /// The signatures that this process has verified or made.
    let verified: VerifiedSignatures
}

/// The validation phase and the ledger (thesis, A.3.4 and A.4.4): judges a batch, makes it a block, and writes it.
///
/// It waits for the device, on a thread of its own.
actor Committer {
    private let store: any LedgerStorage
    private let channel: Channel
    private let orderer: SigningIdentity
    private let filter: IdentifierFilter
    private let reached: FaultHook
    private let executor = BlockingExecutor(label: "commonwatt.committer")
    private var tip: ChainTip
    private var certified: Set<Digest> = []

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    init(
        store: any LedgerStorage,
        channel: Channel,
        orderer: SigningIdentity,
        filter: IdentifierFilter,
        tip: ChainTip,
        reached: @escaping FaultHook
    ) {
        self.store = store
        self.channel = channel
        self.orderer = orderer
        self.filter = filter
        self.tip = tip
        self.reached = reached
    }

    /// Makes a block of a batch and writes it. When this returns the block is durable.
    func append(_ batch: OrderedBatch<OrderedTransaction>, at time: Instant) throws(PeerError) -> BlockDraft {
        guard batch.number == tip.height else {
            throw .unsuitable("block \(batch.number) was ordered, but the chain goes on with block \(tip.height)")
        }
        let instant = max(time, tip.time)
        let draft = tip.next(try validate(batch, at: instant), time: instant)
        do {
            try reached(.validated)
            let seal = BlockSeal(orderer: orderer.fingerprint, signature: try orderer.key.sign(draft.headerBytes))
            try reached(.signed)
            let certificates = try newCertificates(of: batch)
            try store.append(SealedBlock(draft, seal: seal, certificates: certificates))
            certified.formUnion(certificates.map(\.fingerprint))
        } catch {
            throw PeerError(stopping: error)
        }
        tip = draft.tip
        for transaction in draft.transactions where transaction.code.claimsIdentifier {
            filter.insert(transaction.envelope.txid)
        }
        return draft
    }

    /// Brings the state up to the block, and does what housekeeping is due.
    func apply(_ draft: BlockDraft) throws(PeerError) {
        do {
            try reached(.acknowledged)
            try store.apply(draft)
            try store.maintain()
        } catch {
            throw PeerError(stopping: error)
        }
    }

    /// The transaction of the chain that claims an identifier, or `nil`.
    func transaction(_ txid: Digest) throws(PeerError) -> Commitment? {
        do {
            guard let found = try store.transaction(txid) else { return nil }
            guard let code = UInt8(exactly: found.stored.code).flatMap(ValidationCode.init(rawValue:)) else {
                throw ChainError(.damaged, "transaction \(txid) has no validation code")
            }
            let envelope = try Envelope(encoded: found.stored.envelope)
            return Commitment(ValidatedTransaction(envelope, code: code), place: found.place, isReplay: true)
        } catch {
            throw PeerError(stopping: error)
        }
    }

    private func validate(
        _ batch: OrderedBatch<OrderedTransaction>,
        at instant: Instant
    ) throws(PeerError) -> [ValidatedTransaction] {
        let (store, filter) = (store, filter)
        var validator = StateValidator(on: CommittedState(store: store)) { txid throws(ChainError) in
            guard filter.mayContain(txid) else { return false }
            return try store.transaction(txid) != nil
        }
        var validated: [ValidatedTransaction] = []
        validated.reserveCapacity(batch.messages.count)
        for (index, message) in batch.messages.enumerated() {
            var signers = IdentityDirectory()
            for identity in message.signers { signers.insert(identity) }
            let endorsed = channel.check(message.envelope, signers: signers, at: instant, verified: message.verified)
            let place = Version(block: batch.number, transaction: index)
            do {
                let code = try validator.validate(message.envelope, endorsed: endorsed, place: place)
                validated.append(ValidatedTransaction(message.envelope, code: code))
            } catch {
                throw PeerError(stopping: error)
            }
        }
        return validated
    }

    /// The certificates that a block must bring, because the chain does not have them.
    private func newCertificates(of batch: OrderedBatch<OrderedTransaction>) throws(ChainError) -> [NewCertificate] {
        var new: [NewCertificate] = []
        var seen: Set<Digest> = []
        for identity in [orderer.identity] + batch.messages.flatMap(\.signers) {
            let fingerprint = identity.certificate.fingerprint
            guard !certified.contains(fingerprint), seen.insert(fingerprint).inserted else { continue }
            if try store.certificate(fingerprint) == nil {
                new.append(NewCertificate(der: identity.certificate.der))
            } else {
                certified.insert(fingerprint)
            }
        }
        return new
    }
}

extension PeerError {
    /// An error after which the peer stops, whatever layer it comes from.
    init(stopping error: any Error) {
        switch error {
        case let error as PeerError: self = error
        case let error as ChainError: self = .storage(error)
        case let error as StateError: self = .state(error)
        case let error as CryptoError: self = .signing(error)
        case ValidationFailure.state(let error): self = .state(error)
        case ValidationFailure.chain(let error): self = .storage(error)
        default: self = .storage(ChainError(.failed, "\(error)"))
        }
    }
}
