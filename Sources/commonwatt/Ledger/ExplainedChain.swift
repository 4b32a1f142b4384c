import AllocationAudit
import AllocationContract
import Audit
import Cryptography
import Ledger

/// What explains transactions, on its way along a ledger and over what redactions have taken away: from a redacted
/// transaction on nothing can be explained until every value that it wrote has been written again.
struct ExplainedChain {
    /// A redaction, and where it stands.
    struct Permission {
        let txid: Digest
        let place: Version
    }

    private var explainer = Explainer()
    /// The state of the allocation contract.
    private var state = WorldState()
    /// The keys whose values are gone, with the transactions that wrote them.
    private var lost: [QualifiedKey: Digest] = [:]
    private var isInterrupted = false
    /// Who wrote each key last.
    private(set) var writers: [QualifiedKey: Version] = [:]
    /// The redactions so far, by the transactions whose content they let go.
    private(set) var permissions: [Digest: Permission] = [:]

    /// Explains a valid allocation transaction, before it is passed.
    ///
    /// - Throws: ``DomainFinding``, if the ledger is wrong here.
    func words(for envelope: Envelope) throws(DomainFinding) -> [String] {
        guard isInterrupted else {
            var explainer = explainer
            return try explainer.explain(envelope)
        }
        let gone = Set(lost.values).sorted().map(\.hex).joined(separator: ", ")
        return [
            Explainer.question(envelope),
            "Why it got what it got follows from the state before it, and of that the content of transaction \(gone) "
                + "was redacted. What comes behind can be explained again when these keys have been written anew: "
                + lost.keys.sorted().map(\.description).joined(separator: ", ") + ".",
        ]
    }

    /// Goes over a transaction.
    ///
    /// - Throws: ``DomainFinding``, if the ledger is wrong here, so that nothing behind it can be explained.
    mutating func pass(_ transaction: ReplayedTransaction, at place: Version) throws(DomainFinding) {
        guard transaction.code == .valid else { return }
        if let redaction = transaction.redaction {
            permissions[redaction.remains.txid] = Permission(txid: transaction.txid, place: place)
        }
        var updates = StateUpdates()
        updates.record(transaction, version: place)
        updates.entries.forEach { key, update in writers[key] = update.value == nil ? nil : place }
        switch transaction.content {
        case .whole(let envelope):
            guard envelope.proposal.chaincode == AllocationContract.name else { return }
            state.apply(updates)
            updates.entries.forEach { key, _ in lost[key] = nil }
            if isInterrupted { try resume() } else { try explainer.follow(envelope) }
        case .redacted(let remains):
            guard remains.chaincode == AllocationContract.name, !remains.writes.isEmpty else { return }
            state.apply(updates)
            for write in remains.writes {
                lost[QualifiedKey(write.key, in: remains.chaincode)] = write.isDeletion ? nil : remains.txid
            }
            isInterrupted = true
            try resume()
        }
    }

    /// Begins anew, if the state is whole.
    private mutating func resume() throws(DomainFinding) {
        guard lost.isEmpty else { return }
        try explainer.begin(on: state)
        isInterrupted = false
    }
}
