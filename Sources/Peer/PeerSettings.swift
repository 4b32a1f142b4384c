public import Cryptography
public import Ledger
public import Units

/// A certificate with its key, for the peer's signatures.
public struct PeerCredential: Sendable {
    /// The certificate.
    public let certificate: Certificate

    /// Its key.
    public let key: SigningKey

    /// Creates a credential.
    public init(certificate: Certificate, key: SigningKey) {
        self.certificate = certificate
        self.key = key
    }
}

/// Who a peer is, and what it takes for granted.
public struct PeerSettings: Sendable {
    /// Who endorses.
    public var endorser: PeerCredential

    /// Who signs blocks.
    public var orderer: PeerCredential

    /// How far a proposal's time may be from the peer's clock.
    public var timeTolerance: Interval

    /// The time of day, in milliseconds since the Unix epoch.
    public var clock: @Sendable () -> Instant

    /// Told of every block that is durable and applied, in order; it must return at once.
    public var committed: @Sendable (ChainTip) -> Void = { _ in }

    /// Creates settings.
    public init(
        endorser: PeerCredential,
        orderer: PeerCredential,
        timeTolerance: Interval = .seconds(60),
        clock: @escaping @Sendable () -> Instant
    ) {
        self.endorser = endorser
        self.orderer = orderer
        self.timeTolerance = timeTolerance
        self.clock = clock
    }
}
