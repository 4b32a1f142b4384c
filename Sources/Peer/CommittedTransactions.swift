import Cryptography
import Ledger
import Synchronization

/// The transactions of the chain by their identifiers, without asking the chain about new ones.
final class CommittedTransactions<Storage: LedgerStorage>: Sendable {
    private let storage: Storage
    private let inForce: ChannelInForce
    private let filter: Mutex<IdentifierFilter>

    init(of storage: Storage, inForce: ChannelInForce) throws(ChainError) {
        self.storage = storage
        self.inForce = inForce
        var filter = IdentifierFilter()
        try storage.forEachIdentifier { filter.insert($0) }
        self.filter = Mutex(filter)
    }

    /// Whether an identifier is taken.
    func isClaimed(_ txid: Digest) throws(ChainError) -> Bool {
        guard filter.withLock({ $0.mayContain(txid) }) else { return false }
        return try storage.isClaimed(txid)
    }

    /// Takes note of a block that is about to be durable.
    func insert(_ transactions: [ValidatedTransaction]) {
        filter.withLock { filter in
            for transaction in transactions where transaction.code.claimsIdentifier {
                filter.insert(transaction.envelope.txid)
            }
        }
    }

    /// The outcome of a transaction that the ledger has already.
    func outcome(of txid: Digest) -> Result<CommittedProposal, PeerFailure>? {
        do {
            guard try isClaimed(txid) else { return nil }
            guard let known = try storage.transaction(txid) else {
                let reason = "it lies before the snapshot from which this ledger began"
                return .failure(.refused("transaction \(txid.hex) is on the ledger already: \(reason)"))
            }
            guard let transaction = try? known.stored.replayed() else {
                return .failure(.refused("the ledger's transaction \(txid.hex) cannot be read; audit the ledger"))
            }
            // What is answered again must be what was answered: a transaction that was altered where it is stored does
            // not have its leaf's hash any more.
            guard transaction.leaf(number: known.stored.number).hash == known.stored.leaf else {
                return .failure(.refused("the ledger's transaction \(txid.hex) has been altered; audit the ledger"))
            }
            guard transaction.code == .valid else { return .failure(.invalid(transaction.code, known.place)) }
            guard let envelope = transaction.whole?.envelope else {
                return .failure(.refused("the answer of transaction \(txid.hex) was redacted; make a new request"))
            }
            return answer(of: envelope, at: known.place)
        } catch {
            return .failure(.ledger(error))
        }
    }

    private func answer(of envelope: Envelope, at place: Version) -> Result<CommittedProposal, PeerFailure> {
        var response = envelope.result.response
        if inForce.channel.configuration.hasPrivateValues(envelope.proposal.chaincode) {
            do { response = try storage.opened(response) } catch {
                return .failure(.refused("the answer of transaction \(envelope.txid.hex) \(error)"))
            }
        }
        return .success(
            CommittedProposal(txid: envelope.txid, place: place, response: response, isReplay: true)
        )
    }
}
