import ConfigurationFiles
import Ledger
import LedgerStore
import Logging
import Peer
import ServiceLifecycle
import Transparency
import WebAddresses
import Witness

extension SiteService {
    /// What has the ledger's checkpoints cosigned, where the cluster file names witnesses.
    ///
    /// - Throws: ``ServiceError``, if the ledger's configuration has no witness whose cosignature could be kept.
    static func witnesses(
        _ witnesses: [WitnessSettings],
        of store: LedgerStore,
        logger: Logger
    ) throws(ServiceError) -> WitnessAsking? {
        guard !witnesses.isEmpty else { return nil }
        do {
            let terms = try CheckpointTerms.inForce(at: try store.height() - 1, of: store)
            let keys = try terms.map { try LogTrust($0).witnesses } ?? []
            guard !keys.isEmpty else {
                throw ServiceError(
                    .input,
                    "ledger.witnesses: the ledger's configuration names no witness's key, so that no cosignature "
                        + "counts; a ledger is founded with those in identities/witnesses/*.vkey"
                )
            }
            let authorities = try Self.authorities(of: witnesses)
            return WitnessAsking(
                authorities: authorities,
                submitter: WitnessSubmitter(
                    storage: store,
                    keys: keys,
                    addresses: witnesses.map(\.address),
                    cosigned: { logger.info("a checkpoint is witnessed", metadata: ["size": "\($0.size)"]) },
                    logger: logger
                )
            )
        } catch let error as ServiceError {
            throw error
        } catch {
            throw ServiceError(.environment, "the ledger's witnesses cannot be read: \(error)")
        }
    }
}

extension SiteService {
    /// Reads the authorities of witnesses' certificates that the cluster file names.
    ///
    /// - Throws: ``ServiceError`` that names the file.
    static func authorities(
        of witnesses: [WitnessSettings]
    ) throws(ServiceError) -> [WebAddress: WitnessAuthorities] {
        var authorities: [WebAddress: WitnessAuthorities] = [:]
        for witness in witnesses {
            guard let file = witness.authority else { continue }
            do throws(WitnessAuthorityError) {
                authorities[witness.address] = try WitnessAuthorities(files: [file])
            } catch {
                throw ServiceError(.input, "ledger.witnesses: \(error)")
            }
        }
        return authorities
    }
}

/// Asks the witnesses for as long as the site is served.
struct WitnessAsking: Service {
    let authorities: [WebAddress: WitnessAuthorities]
    let submitter: WitnessSubmitter<LedgerStore>

    func run() async throws {
        await WitnessHTTP.open(authorities: authorities) { [submitter] connection in
            await cancelWhenGracefulShutdown { await submitter.run(over: connection) }
        }
    }
}

/// Everybody who is told of a new checkpoint: the broker, and the witnesses.
struct CheckpointRecipients: CheckpointPublisher {
    let heads: LedgerHeads
    let witnesses: WitnessAsking?

    func publish(_ checkpoint: SignedCheckpoint, height: Int) {
        heads.publish(checkpoint, height: height)
        witnesses?.submitter.ring()
    }
}
