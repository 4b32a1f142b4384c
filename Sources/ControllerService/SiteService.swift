import AllocationContract
public import ConfigurationFiles
import Controller
import Gateway
import Ledger
import LedgerStore
public import Logging
import MQTTClient
import Membership
import Monitor
import Peer
import Site
import Transparency
import Units
public import UnixSignals
import WebService

/// The controller of a site, as it runs: its ledger and peer, its connection to the broker, and the controller between.
///
/// Everything is opened by ``init(cluster:policy:closesPeriod:clock:rehearsal:logger:)``, so that whatever is wrong is
/// said before anything is promised; ``run(untilSignalled:)`` then serves until it is asked to stop, finishes what it
/// has begun, and gives the ledger up.
public final class SiteService: Sendable {
    private let mqtt: MQTTSettings
    private let topics: Topics
    private let terms: PeriodTerms
    private let members: [BuildingSettings]
    private let schedule: PeriodSchedule
    private let ledger: PeerLedger
    private let identities: OperatorIdentities
    private let inbox: SiteInbox
    private let store: LedgerStore
    private let logger: Logger
    private let clock: SteadyClock
    private let limits: ControllerLimits
    private let startedAt: Instant
    private let closesPeriod: Bool
    private let hasRemoteEndorsers: Bool
    private let heads = LedgerHeads()
    private let checkpoints: CheckpointMaker<LedgerStore>?
    private let recorder = SiteRecorder()
    private let page: WebService?
    private let witnesses: WitnessAsking?

    /// Opens the site's ledger, or founds it, and starts its peer.
    ///
    /// - Parameters:
    ///   - cluster: The site's cluster file.
    ///   - policy: The policy file that the cluster file names.
    ///   - closesPeriod: Whether the period is closed when the service stops, and settled.
    ///   - clock: The controller's time.
    ///   - rehearsal: Where the process is to die, for whoever tries out what a crash does.
    ///   - logger: Where the service says what happens.
    /// - Throws: ``ServiceError``.
    public init(
        cluster: ClusterFile,
        policy: PolicyFile,
        closesPeriod: Bool = false,
        clock: SteadyClock = SteadyClock(),
        rehearsal: CrashRehearsal? = nil,
        logger: Logger
    ) throws(ServiceError) {
        let settings = try SiteSettings(cluster)
        self.clock = clock
        self.limits = Self.limits(of: cluster)
        self.mqtt = settings.mqtt
        self.topics = settings.topics
        self.terms = SiteLedger.terms(of: cluster, policy: policy)
        self.members = cluster.buildings
        self.logger = logger
        self.closesPeriod = closesPeriod
        self.identities = try settings.identities()
        self.inbox = SiteInbox(ofLedgerAt: settings.ledger.path)
        self.hasRemoteEndorsers = cluster.endorsement?.endorsers.isEmpty == false
        self.store = try Self.store(of: cluster, settings, terms, identities, at: clock.now(), rehearsal)
        store.mended.map { logger.warning("the ledger's state was mended", metadata: ["found": "\($0)"]) }
        // The time of day may have been set back since the last start; the ledger's time never goes back.
        if let tip = try? store.tip() { clock.advance(to: tip.time) }
        self.startedAt = clock.now()
        self.schedule = try Self.schedule(of: cluster, store: store, at: startedAt)
        let peer: PeerNode<LedgerStore>
        let controller: LocalCreator
        do throws(ServiceError) {
            self.witnesses = try Self.witnesses(settings.ledger.witnesses, of: store, logger: logger)
            let checkpoints = try Self.checkpoints(
                on: store,
                log: identities.log,
                clock: clock,
                publisher: CheckpointRecipients(heads: heads, witnesses: witnesses),
                logger: logger
            )
            peer = try Self.peer(
                on: store,
                identities: identities,
                clock: clock,
                rehearsal: rehearsal,
                endorsement: EndorsementWiring(cluster.endorsement, as: identities.peer, clock: clock, logger: logger)
            ) {
                checkpoints?.committed($0)
            }
            controller = try Self.controller(identities)
            try SiteLedger.check(peer.channel.configuration, against: cluster, terms: terms)
            try SiteLedger.checkPrivateValues(of: store)
            self.checkpoints = checkpoints
        } catch {
            try? store.close()
            throw error
        }
        let ledger = PeerLedger(peer: peer, controller: controller, clock: clock)
        self.ledger = ledger
        let site = ServedSite(
            site: cluster.site,
            terms: terms,
            names: cluster.names,
            ledger: ledger,
            store: store,
            recorder: recorder,
            clock: clock
        )
        let logKey = identities.log?.signer.verifierKey.text
        self.page = try Self.page(of: site, logKey: logKey, settings: cluster.http, logger: logger)
    }

    /// Serves until one of the signals asks it to stop, or the task's own graceful shutdown does.
    ///
    /// - Throws: ``ServiceError``, `MQTTError`.
    public func run(untilSignalled signals: [UnixSignal] = []) async throws {
        let state = try await beginInFailSafe()
        let status = statusBoard(isPeriodOpen: state != nil)
        let client = try MQTTClient(configuration: try configuration(will: status), logger: logger)
        let controller = ClusterController(
            terms: terms,
            schedule: schedule,
            state: state?.response,
            transaction: state?.transaction,
            limits: limits,
            ledger: TracedLedger.tracing(RecordedLedger(ledger: ledger, recorder: recorder, clock: clock)),
            announcer: RecordedAnnouncer(
                announcer: announcer(over: client, status),
                recorder: recorder
            ),
            clock: clock
        )
        let loop = ServingLoop(
            client: client,
            controller: controller,
            topics: topics,
            closesPeriod: closesPeriod,
            inbox: InboxKeeper(
                inbox: inbox,
                ledger: ledger,
                store: store,
                identities: identities,
                controller: controller,
                clock: clock,
                logger: logger
            ),
            verifier: DemandVerifier(
                site: topics.site,
                isRequired: mqtt.signedDemands == .required,
                membership: { [ledger] in ledger.peer.channel.membership },
                clock: clock
            ),
            homeAssistant: HomeAssistantAnnouncer(
                client: client,
                devices: HomeAssistantDevices(
                    topics: topics,
                    prefix: mqtt.homeAssistantPrefix ?? HomeAssistantDevices.standardPrefix,
                    version: ControllerVersion.text
                ),
                isWanted: mqtt.homeAssistantPrefix != nil,
                buildings: members.map { ($0.id, $0.name ?? "Building \($0.id)") },
                logger: logger
            ),
            page: page,
            witnesses: witnesses,
            recorder: recorder,
            clock: clock,
            epoch: startedAt.milliseconds,
            status: status,
            heads: heads,
            flushCheckpoint: { [checkpoints] in await checkpoints?.flush() },
            logger: logger
        )
        do {
            try await loop.run(untilSignalled: signals)
        } catch {
            await closeLedger()
            throw error
        }
        await closeLedger()
    }

    private func closeLedger() async {
        await ledger.peer.stop()
        await checkpoints?.flush()
        do {
            try store.close()
            logger.notice("the ledger is closed")
        } catch {
            logger.error("the ledger could not be closed", metadata: ["error": "\(error)"])
        }
    }

    /// Of nobody is it known what it draws: every building keeps to its strict band until it speaks. The transaction
    /// stands for all allocations that are in force until then; there is none while no period is open.
    private func beginInFailSafe() async throws -> CommittedCall? {
        guard try await openPeriod() else {
            logger.notice("no period is open now, by the cluster file's period")
            return nil
        }
        return try await commit(.failSafe, key: .own(-3))
    }

    /// Opens a period where none is open and its time has come. One that was opened before the terms in force were set
    /// is closed, and settled by its own terms, first.
    ///
    /// - Returns: Whether a period is open.
    private func openPeriod() async throws -> Bool {
        var isDue = schedule.opening(from: startedAt) <= startedAt
        if try await ledger.current() != nil {
            if try await ledger.terms() == terms { return true }
            logger.notice("the terms have changed: the period is closed and another one opened")
            _ = try await commit(.closePeriod, key: .own(-2))
            if schedule == .byHand { isDue = true }
        }
        if isDue { _ = try await commit(.openPeriod(terms), key: .own(-1)) }
        return isDue
    }

    /// Commits a call before the controller's machine begins; the machine numbers its calls from one on. Endorsers in
    /// other processes may still be on their way.
    private func commit(_ call: AllocationCall, key: CallKey) async throws -> CommittedCall {
        let end = ContinuousClock.now + (hasRemoteEndorsers ? EndorsementWiring.patience : .zero)
        var said: String?
        while true {
            do throws(CallFailure) {
                return try await ledger.enqueue(call, key: key, at: clock.now()).outcome()
            } catch {
                guard case .unavailable(let reason) = error, ContinuousClock.now < end else {
                    throw ServiceError(.environment, "the ledger refuses '\(call.function)': \(error)")
                }
                if reason != said { logger.notice("waiting for endorsers", metadata: ["reason": "\(reason)"]) }
                said = reason
            }
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    private func configuration(will: StatusBoard) throws(ServiceError) -> MQTTConfiguration {
        guard let port = UInt16(exactly: mqtt.port) else { throw ServiceError(.input, "mqtt.port is no port") }
        return MQTTConfiguration(
            host: mqtt.host,
            port: port,
            clientID: BrokerConfiguration.controllerIdentity,
            tls: TLSFiles(
                authorities: mqtt.tls.authority,
                certificate: mqtt.tls.certificate,
                key: mqtt.tls.key
            ),
            will: will.message(isOnline: false).asLastWill
        )
    }

    private func announcer(over client: MQTTClient, _ status: StatusBoard) -> MQTTAnnouncer {
        MQTTAnnouncer(
            client: client,
            topics: topics,
            clock: clock,
            epoch: startedAt.milliseconds,
            status: status,
            logger: logger
        )
    }

    private func statusBoard(isPeriodOpen: Bool) -> StatusBoard {
        let outlook = PeriodOutlook(isOpen: isPeriodOpen, schedule: schedule, now: startedAt)
        return StatusBoard(topics: topics, period: outlook) { [self] in offlineStatus }
    }

    private var offlineStatus: ControllerStatusPayload {
        ControllerStatusPayload(
            isOnline: false,
            instance: "\(topics.site)-\(startedAt.milliseconds)",
            epoch: startedAt.milliseconds,
            version: ControllerVersion.text,
            height: Int64((try? store.height()) ?? 0)
        )
    }
}
