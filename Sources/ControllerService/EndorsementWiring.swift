import ConfigurationFiles
import Controller
import Cryptography
import EndorserTransport
import Ledger
import Logging
import Membership
import Peer
import Site
import Units

/// The endorsers beside a site's own peer, as its cluster file names them.
struct EndorsementWiring {
    /// The connections to them.
    let endorsers: [any EndorsingPeer]

    /// How long the peer waits for their answers.
    let timeout: Interval

    /// For how long a controller that starts waits until enough endorsers have joined.
    static let patience = Duration.seconds(60)

    /// None beside the peer itself.
    static let none = EndorsementWiring()

    private init() {
        endorsers = []
        timeout = EndorsementSettings.standardTimeout
    }

    /// Reads the endorsers' certificates.
    ///
    /// - Throws: ``ServiceError`` that names the file.
    init(
        _ settings: EndorsementSettings?,
        as peer: Credential,
        clock: any WallClock,
        logger: Logger
    ) throws(ServiceError) {
        guard let settings else {
            self = .none
            return
        }
        var endorsers: [any EndorsingPeer] = []
        for address in settings.endorsers {
            let remote = RemoteEndorserSettings(
                host: address.host,
                port: address.port,
                credential: PeerCredential(certificate: peer.certificate, key: peer.key),
                clock: { clock.now() }
            )
            do {
                let certificate = try Self.certificate(address)
                endorsers.append(try RemoteEndorser(certificate, settings: remote, logger: logger))
            } catch {
                throw ServiceError(.input, "endorsement.endorsers: \(error)")
            }
        }
        self.endorsers = endorsers
        timeout = settings.timeout
    }

    private static func certificate(_ address: EndorserAddress) throws -> Certificate {
        let certificates = try RootCertificates.certificates(address.certificate)
        guard let certificate = certificates.first, certificates.count == 1 else {
            throw SiteError("\(address.certificate): expected one certificate, the endorser's own")
        }
        do {
            let identity = try Identity(certificate: certificate)
            guard identity.role == .peer else {
                throw SiteError("\(address.certificate): \(identity) has the role \(identity.role), not peer")
            }
        } catch let refusal as IdentityRefusal {
            throw SiteError("\(address.certificate): \(refusal)")
        }
        return certificate
    }
}
