public import Cryptography
import Foundation
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

    /// How long the peer waits for the other endorsers of a transaction.
    public var endorsementTimeout: Interval = .seconds(2)

    /// How long an endorser whose pending state has become another one is left out, where the peer never rests and it
    /// can only join while everybody waits.
    public var rejoinInterval: Interval = .seconds(1)

    /// How many cores validate a block.
    public var jobs: Int

    /// The time of day, in milliseconds since the Unix epoch.
    public var clock: @Sendable () -> Instant

    /// Told of every block that is durable and applied, in order; it must return at once.
    public var committed: @Sendable (ChainTip) -> Void = { _ in }

    /// Called at every step of a transaction's way that is the peer's, for tests that stop the process there; the store
    /// has its own.
    public var reached: @Sendable (FaultPoint) -> Void = { _ in }

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
        self.jobs = ProcessInfo.processInfo.activeProcessorCount
        self.clock = clock
    }
}
