import Cryptography
import Ledger
import Membership

/// The peer's own identities, found fit for what they are to do.
struct PeerSigners: Sendable {
    let endorser: Identity
    let orderer: Identity

    init(channel: Channel, settings: PeerSettings) throws(PeerStartError) {
        endorser = try Self.identity(settings.endorser.certificate, as: .peer, in: channel, settings: settings)
        orderer = try Self.identity(settings.orderer.certificate, as: .orderer, in: channel, settings: settings)
        guard channel.configuration.orderers.contains(orderer.certificate.fingerprint) else {
            throw .credential(
                "the orderer's certificate (\(orderer.certificate.fingerprint.hex)) is not one that the channel's "
                    + "configuration names"
            )
        }
    }

    private static func identity(
        _ certificate: Certificate,
        as role: Role,
        in channel: Channel,
        settings: PeerSettings
    ) throws(PeerStartError) -> Identity {
        let identity: Identity
        do {
            identity = try Identity(certificate: certificate)
        } catch {
            throw .credential("the certificate of '\(certificate.commonName)' is no identity: \(error)")
        }
        guard identity.role == role else {
            throw .credential(
                "the certificate of '\(certificate.commonName)' has the role \(identity.role), not \(role)"
            )
        }
        if case .refused(let reason) = channel.membership.validate(identity, at: settings.clock()) {
            throw .credential("the certificate of '\(certificate.commonName)' is refused: \(reason)")
        }
        return identity
    }
}
