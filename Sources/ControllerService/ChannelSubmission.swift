import AllocationContract
public import ConfigurationFiles
import Controller
public import Ledger
import LedgerStore
import Membership
import Peer
import Units

/// Hands a signed transaction of the channel's own to a site's ledger while nobody serves it.
public enum ChannelSubmission {
    /// Opens the ledger as its one writer, has a change of the configuration ordered, and closes the ledger.
    ///
    /// - Returns: The number of the block that sets the configuration.
    /// - Throws: ``ServiceError``, also where the configuration in force does not allow the change; then nothing is
    ///   written.
    public static func submit(
        _ draft: ConfigurationDraft,
        to cluster: ClusterFile
    ) async throws(ServiceError) -> Int {
        let signers = draft.signers
        return try await submit(draft.transaction, signers, to: cluster) { channel, now in
            if let problem = channel.problem(with: draft.transaction, signers: signers, at: now) { return "\(problem)" }
            let code = channel.check(draft.transaction, signers: signers, at: now)
            return code == .valid ? nil : "\(code)"
        }
    }

    /// Opens the ledger as its one writer, has a redaction ordered, drops what it names, and closes the ledger.
    ///
    /// - Returns: The number of the redaction's block.
    /// - Throws: ``ServiceError``, also where the redaction is not one that the ledger takes. One that was recorded and
    ///   could not be carried out is carried out by `LedgerStore.applyRedactions()`.
    public static func submit(_ draft: RedactionDraft, to cluster: ClusterFile) async throws(ServiceError) -> Int {
        try await submit(draft.transaction, draft.signers, to: cluster) { channel, now in
            channel.problem(with: draft, at: now)
        }
    }

    private static func submit(
        _ transaction: Envelope,
        _ signers: IdentityDirectory,
        to cluster: ClusterFile,
        problem: (Channel, Instant) -> String?
    ) async throws(ServiceError) -> Int {
        let settings = try SiteSettings(cluster)
        let identities = try settings.identities()
        let clock = SteadyClock()
        let store: LedgerStore
        do {
            store = try LedgerStore(at: settings.ledger.path)
        } catch {
            throw ServiceError(.environment, "\(error)")
        }
        do {
            let peer = try SiteService.peer(on: store, identities: identities, clock: clock)
            if let problem = problem(peer.channel, clock.now()) {
                throw ServiceError(.input, "the transaction is not one that the ledger takes: \(problem)")
            }
            let block = try await commit(transaction, signers, on: peer)
            await peer.stop()
            if Redaction.isOne(transaction) { try store.applyRedactions() }
            try store.close()
            return block
        } catch {
            try? store.close()
            throw error as? ServiceError ?? ServiceError(.environment, "\(error)")
        }
    }

    private static func commit(
        _ transaction: Envelope,
        _ signers: IdentityDirectory,
        on peer: PeerNode<LedgerStore>
    ) async throws(ServiceError) -> Int {
        for fingerprint in [transaction.proposal.creator] + transaction.endorsements.map(\.endorser) {
            if let identity = signers[fingerprint] { peer.introduce(identity) }
        }
        do {
            return try await peer.submit(transaction).outcome().place.block
        } catch {
            throw ServiceError(.environment, "the transaction has not taken effect: \(error)")
        }
    }
}
