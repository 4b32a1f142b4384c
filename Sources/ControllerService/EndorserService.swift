import AllocationContract
public import ConfigurationFiles
import Cryptography
import EndorserTransport
import Ledger
import LedgerStore
public import Logging
import Membership
import Peer
import ServiceLifecycle
import ServiceManager
import Site
import Units
public import UnixSignals

/// An endorser of a site's ledger, as it runs in a process of its own.
public struct EndorserService: Sendable {
    private let server: EndorserServer
    private let address: String
    private let logger: Logger

    /// Reads and checks the files that the endorser's file names.
    ///
    /// - Throws: ``ServiceError`` that names the file.
    public init(_ file: EndorserFile, logger: Logger) throws(ServiceError) {
        let clock = SystemClock()
        do {
            let credential = try Credential(certificate: file.certificate, key: file.key)
            let intermediates = try file.intermediate.map { try RootCertificates.certificates($0) } ?? []
            let roots = try RootCertificates.read(file.roots)
            try Self.check(credential.certificate, intermediates, roots, of: file, at: clock.now())
            guard let client = OrganisationID(file.askedBy) else {
                throw SiteError("\(file.file.path): asked_by: '\(file.askedBy)' is no organisation's identifier")
            }
            var settings = EndorserServerSettings(
                host: file.host,
                port: file.port,
                credential: PeerCredential(certificate: credential.certificate, key: credential.key),
                channel: file.site,
                client: client,
                roots: roots,
                chaincodes: [(AllocationContract(), AllocationContract.identity)],
                clock: { clock.now() }
            )
            settings.intermediates = intermediates
            settings.timeTolerance = file.timeTolerance
            let state = file.state
            settings.beginning = file.snapshot.map { EndorserBeginning($0) }
            settings.storage = { () throws(ChainError) in try ReplicaStore(at: state) }
            server = try EndorserServer(settings, logger: logger)
        } catch {
            throw ServiceError(.input, "\(error)")
        }
        address = "\(file.host):\(file.port)"
        self.logger = logger
    }

    /// Confirms that the snapshot which the endorser's file names, if it names one, is what it needs.
    ///
    /// - Throws: ``ServiceError``, if it is not.
    public func confirmSnapshot() throws(ServiceError) {
        do { try server.confirmBeginning() } catch { throw ServiceError(.input, error.message) }
    }

    /// Endorses until one of the signals asks it to stop, or the task's own graceful shutdown does.
    ///
    /// - Throws: ``ServiceError``, if it cannot listen.
    public func run(untilSignalled signals: [UnixSignal] = []) async throws {
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: Listening(service: self))],
                gracefulShutdownSignals: signals,
                logger: logger
            )
        )
        try await group.run()
    }

    private struct Listening: Service {
        let service: EndorserService

        func run() async throws {
            do {
                _ = try await service.server.start()
            } catch {
                throw ServiceError(error.isInput ? .input : .environment, error.message)
            }
            service.logger.notice("the endorser listens", metadata: ["address": "\(service.address)"])
            ServiceManager.current?.notify(.ready)
            try? await gracefulShutdown()
            ServiceManager.current?.notify(.stopping)
            await service.server.stop()
            service.logger.notice("the endorser has stopped")
        }
    }

    /// Confirms that the roots vouch for the endorser's own certificate, before any peer finds that they do not.
    private static func check(
        _ certificate: Certificate,
        _ intermediates: [Certificate],
        _ roots: [(organisation: String, certificate: Certificate)],
        of file: EndorserFile,
        at now: Instant
    ) throws {
        let identity: Identity
        do {
            identity = try Identity(certificate: certificate)
        } catch {
            throw SiteError("\(file.certificate): \(error)")
        }
        guard identity.role == .peer else {
            throw SiteError("\(file.certificate): \(identity) has the role \(identity.role); an endorser is a peer")
        }
        let own = roots.filter { $0.organisation == identity.organisation.text }.map(\.certificate)
        guard !own.isEmpty else {
            throw SiteError("\(file.roots): there is no \(identity.organisation).pem, the endorser's own root")
        }
        let organisation = try Organisation(id: identity.organisation, roots: own, intermediates: intermediates)
        let verdict = try Membership(organisations: [organisation]).validate(identity, at: now)
        if case .refused(let reason) = verdict { throw SiteError("\(file.certificate): \(reason)") }
    }
}
