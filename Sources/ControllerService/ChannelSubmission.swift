import AllocationContract
public import ConfigurationFiles
import Controller
public import Ledger
import LedgerStore
import Membership
import Peer

/// Hands a signed change of the configuration to a site's ledger, or to the controller that serves it.
public enum ChannelSubmission {
    /// Opens the ledger as its one writer, has the change ordered, and closes the ledger; or asks the controller that
    /// has it open.
    ///
    /// - Returns: From when on it is in force, as a sentence.
    /// - Throws: ``ServiceError``, also where the configuration in force does not allow the change; then nothing is
    ///   written.
    public static func submit(
        _ draft: ConfigurationDraft,
        to cluster: ClusterFile
    ) async throws(ServiceError) -> String {
        let settings = try SiteSettings(cluster)
        let identities = try settings.identities()
        let clock = SteadyClock()
        let store: LedgerStore
        do {
            store = try LedgerStore(at: settings.ledger.path)
        } catch {
            if error.kind == .locked {
                return try await hand(draft, to: SiteInbox(ofLedgerAt: settings.ledger.path))
            }
            throw ServiceError(.environment, "\(error)")
        }
        do {
            let peer = try SiteService.peer(on: store, identities: identities, clock: clock)
            let block = try await commit(draft, on: peer, clock: clock)
            await peer.stop()
            try store.close()
            return "in force from block \(block + 1) on"
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

    /// Has a change ordered by a peer.
    ///
    /// - Returns: The number of the block that sets the configuration.
    /// - Throws: ``ServiceError``, if the configuration in force does not allow it.
    static func commit(
        _ draft: ConfigurationDraft,
        on peer: PeerNode<LedgerStore>,
        clock: SteadyClock
    ) async throws(ServiceError) -> Int {
        let problem = peer.channel.problem(with: draft.transaction, signers: draft.signers, at: clock.now())
        if let problem { throw ServiceError(.input, "the change is not one that the ledger takes: \(problem)") }
        let code = peer.channel.check(draft.transaction, signers: draft.signers, at: clock.now())
        guard code == .valid else { throw ServiceError(.input, "the change is not one that the ledger takes: \(code)") }
        for fingerprint in [draft.transaction.proposal.creator] + draft.transaction.endorsements.map(\.endorser) {
            if let identity = draft.signers[fingerprint] { peer.introduce(identity) }
        }
        do {
            return try await peer.submit(draft.transaction).outcome().place.block
        } catch {
            throw ServiceError(.environment, "the change is not in force: \(error)")
        }
    }
}
