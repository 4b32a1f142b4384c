import AllocationContract
public import ConfigurationFiles
import Controller
public import Ledger
import LedgerStore
import Membership
import Peer
import Units

/// Hands a signed transaction of the channel's own to a site's ledger.
public enum ChannelSubmission {
    /// Opens the ledger as its one writer, has a change of the configuration ordered, and closes the ledger; or asks
    /// the controller that has it open.
    ///
    /// - Returns: From when on it is in force, as a sentence.
    /// - Throws: ``ServiceError``, also where the configuration in force does not allow the change; then nothing is
    ///   written.
    public static func submit(
        _ draft: ConfigurationDraft,
        to cluster: ClusterFile
    ) async throws(ServiceError) -> String {
        let block = try await withPeer(of: cluster) { peer, clock throws(ServiceError) in
            try await commit(draft, on: peer, clock: clock)
        }
        if let block { return "in force from block \(block + 1) on" }
        return try await hand(draft, to: SiteInbox(ofLedgerAt: try SiteSettings(cluster).ledger.path))
    }

    /// Opens the ledger as its one writer, has a redaction ordered, drops what it names, and closes the ledger.
    ///
    /// - Returns: The number of the redaction's block.
    /// - Throws: ``ServiceError``, also where the redaction is not one that the ledger takes. One that was recorded and
    ///   could not be carried out is carried out by `LedgerStore.applyRedactions()`.
    public static func submit(_ draft: RedactionDraft, to cluster: ClusterFile) async throws(ServiceError) -> Int {
        let block = try await withPeer(of: cluster, thenApplyingRedactions: true) { peer, clock throws(ServiceError) in
            try check(peer.channel.problem(with: draft, at: clock.now()))
            return try await commit(draft.transaction, draft.signers, on: peer)
        }
        guard let block else {
            throw ServiceError(.environment, "a controller has the ledger open; stop it, redact, and start it again")
        }
        return block
    }

    /// Has a change ordered by a peer.
    ///
    /// - Returns: The number of the block that sets the configuration.
    /// - Throws: ``ServiceError``, if the configuration in force does not allow it.
    static func commit(
        _ draft: ConfigurationDraft,
        on peer: PeerNode<LedgerStore>,
        clock: SteadyClock
    ) async throws(ServiceError) -> Int {
        let (transaction, now) = (draft.transaction, clock.now())
        let problem = peer.channel.problem(with: transaction, signers: draft.signers, at: now)
        try check(problem.map { "\($0)" })
        let code = peer.channel.check(transaction, signers: draft.signers, at: now)
        try check(code == .valid ? nil : "\(code)")
        return try await commit(transaction, draft.signers, on: peer)
    }

    private static func check(_ problem: String?) throws(ServiceError) {
        guard let problem else { return }
        throw ServiceError(.input, "the transaction is not one that the ledger takes: \(problem)")
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

    /// Runs a peer on a site's ledger for as long as something is done with it.
    ///
    /// - Returns: What it came to; `nil` if another process has the ledger open.
    private static func withPeer(
        of cluster: ClusterFile,
        thenApplyingRedactions appliesRedactions: Bool = false,
        _ body: (PeerNode<LedgerStore>, SteadyClock) async throws(ServiceError) -> Int
    ) async throws(ServiceError) -> Int? {
        let settings = try SiteSettings(cluster)
        let identities = try settings.identities()
        let clock = SteadyClock()
        let store: LedgerStore
        do {
            store = try LedgerStore(at: settings.ledger.path)
        } catch {
            if error.kind == .locked { return nil }
            throw ServiceError(.environment, "\(error)")
        }
        do {
            let peer = try SiteService.peer(on: store, identities: identities, clock: clock)
            let outcome = try await body(peer, clock)
            await peer.stop()
            if appliesRedactions { try store.applyRedactions() }
            try store.close()
            return outcome
        } catch {
            try? store.close()
            throw error as? ServiceError ?? ServiceError(.environment, "\(error)")
        }
    }

    private static func hand(
        _ draft: ConfigurationDraft,
        to inbox: SiteInbox
    ) async throws(ServiceError) -> String {
        let answer = try await inbox.ask(.change(draft))
        guard answer.outcome == .done else {
            throw ServiceError(answer.outcome == .refused ? .input : .environment, answer.text)
        }
        return answer.text
    }
}
