import AllocationContract
import ConfigurationFiles
import Controller
import Ledger
import LedgerStore
import Membership
import Peer
import Site
import Units

extension SiteService {
    /// A site's ledger, opened or founded.
    static func store(
        of cluster: ClusterFile,
        _ settings: SiteSettings,
        _ terms: PeriodTerms,
        _ identities: OperatorIdentities,
        at instant: Instant,
        _ rehearsal: CrashRehearsal?
    ) throws(ServiceError) -> LedgerStore {
        try SiteLedger.open(
            at: settings.ledger.path,
            terms: terms,
            site: cluster.site,
            identities: identities,
            endorsementPolicy: cluster.endorsement?.policy,
            hasPrivateValues: settings.ledger.privateValues ?? false,
            now: instant,
            options: rehearsal?.storeOptions ?? LedgerStore.Options()
        )
    }

    /// The cluster file's periods; the ledger is given up where they cannot be had.
    static func schedule(
        of cluster: ClusterFile,
        store: LedgerStore,
        at instant: Instant
    ) throws(ServiceError) -> PeriodSchedule {
        do throws(ServiceError) {
            return try PeriodSchedule(cluster.period, from: instant)
        } catch {
            try? store.close()
            throw error
        }
    }

    static func limits(of cluster: ClusterFile) -> ControllerLimits {
        var limits = ControllerLimits()
        limits.meterInterval = cluster.meterInterval
        limits.batteryTolerance = cluster.batteryTolerance
        if let rate = cluster.mqtt?.rateLimit {
            (limits.demandsPerSecond, limits.burst) = (rate.demandsPerSecond, rate.burst)
        }
        return limits
    }

    /// Who proposes what the controller decides.
    static func controller(_ identities: OperatorIdentities) throws(ServiceError) -> LocalCreator {
        let (certificate, key) = (identities.controller.certificate, identities.controller.key)
        do {
            return try LocalCreator(certificate: certificate, key: key)
        } catch {
            throw ServiceError(.input, "the controller cannot propose: \(error)")
        }
    }

    /// A site's peer on its ledger.
    static func peer(
        on store: LedgerStore,
        identities: OperatorIdentities,
        clock: SteadyClock,
        rehearsal: CrashRehearsal? = nil,
        endorsement: EndorsementWiring = .none,
        committed: @escaping @Sendable (ChainTip) -> Void = { _ in }
    ) throws(ServiceError) -> PeerNode<LedgerStore> {
        var settings = PeerSettings(
            endorser: PeerCredential(certificate: identities.peer.certificate, key: identities.peer.key),
            orderer: PeerCredential(certificate: identities.orderer.certificate, key: identities.orderer.key),
            clock: { clock.now() }
        )
        settings.committed = committed
        settings.endorsementTimeout = endorsement.timeout
        if let rehearsal { settings.reached = rehearsal.peerHook }
        do {
            let peer = try PeerNode(
                storage: store,
                chaincodes: [AllocationContract()],
                settings: settings,
                endorsers: endorsement.endorsers
            )
            peer.introduce(try Identity(certificate: identities.controller.certificate))
            return peer
        } catch PeerStartError.credential(let reason) {
            // A certificate that was good has expired or was revoked: time did that, not whoever wrote the files.
            throw ServiceError(.environment, "the peer cannot start: \(reason)")
        } catch {
            throw ServiceError(.input, "the peer cannot start: \(error)")
        }
    }
}
