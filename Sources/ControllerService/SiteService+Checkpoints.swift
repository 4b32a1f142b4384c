import Ledger
import LedgerStore
import Logging
import Peer
import Site
import Transparency

extension SiteService {
    /// What makes the ledger's checkpoints, if the ledger's configuration asks for them.
    ///
    /// - Throws: ``ServiceError``, if the site does not have the key that the configuration names.
    static func checkpoints(
        on store: LedgerStore,
        log: LogIdentity?,
        clock: SystemClock,
        publisher: any CheckpointPublisher,
        logger: Logger
    ) throws(ServiceError) -> CheckpointMaker<LedgerStore>? {
        let terms: CheckpointTerms?
        do {
            terms = try CheckpointTerms.inForce(at: try store.height() - 1, of: store)
        } catch {
            throw ServiceError(.environment, "the ledger cannot be read: \(error)")
        }
        guard let terms else { return nil }
        guard let log else {
            throw ServiceError(
                .input,
                "the ledger's checkpoints are signed by \(terms.logKey), but the identities have no checkpoint.key"
            )
        }
        guard log.signer.verifierKey.text == terms.logKey else {
            throw ServiceError(
                .input,
                "the ledger's checkpoints are signed by \(terms.logKey), checkpoint.key is \(log.signer.verifierKey)"
            )
        }
        do {
            return try CheckpointMaker(
                storage: store,
                terms: terms,
                signer: log.signer,
                clock: { clock.now() },
                publisher: publisher,
                refused: { logger.error("no checkpoint is made", metadata: ["error": "\($0)"]) }
            )
        } catch {
            throw ServiceError(.environment, "\(error)")
        }
    }
}
