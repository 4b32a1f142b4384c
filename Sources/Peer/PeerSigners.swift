import Cryptography
import Ledger
import Membership

/// The identities that sign for the peer, found fit for what they are to do.
struct PeerSigners: Sendable {
    let endorser: Identity
    let orderer: Identity
    /// The endorsers beside the peer's own.
    let others: [any EndorsingPeer]

    /// All of them.
    var all: [Identity] { [endorser, orderer] + others.map(\.identity) }

    /// The fingerprints of those whose endorsements are made in this process.
    var local: [Digest] {
        [endorser.certificate.fingerprint]
            + others.filter(\.isLocal).map(\.identity.certificate.fingerprint)
    }

    init(
        channel: Channel,
        settings: PeerSettings,
        endorsers: [any EndorsingPeer] = []
    ) throws(PeerStartError) {
        others = endorsers
        endorser = try Self.identity(settings.endorser.certificate, as: .peer, in: channel, settings: settings)
        orderer = try Self.identity(settings.orderer.certificate, as: .orderer, in: channel, settings: settings)
        guard channel.configuration.orderers.contains(orderer.certificate.fingerprint) else {
            throw .credential(
                "the orderer's certificate (\(orderer.certificate.fingerprint.hex)) is not one that the channel's "
                    + "configuration names"
            )
        }
        let fingerprints = Set([endorser] + endorsers.map(\.identity)).count
        guard fingerprints == 1 + endorsers.count, fingerprints <= EndorsementPlan.participantsMax else {
            throw .credential("expected at most \(EndorsementPlan.participantsMax) endorsers, each once")
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
