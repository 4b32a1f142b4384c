public import Peer
public import Units

/// Where an endorser is, and how the peer talks to it.
public struct RemoteEndorserSettings: Sendable {
    /// The endorser's host name or address.
    public var host: String

    /// Its port.
    public var port: Int

    /// Who the peer is to it: a certificate with the role `peer`.
    public var credential: PeerCredential

    /// How long each side waits for the other.
    public var rhythm = ConnectionRhythm()

    /// What the connection may cost.
    public var limits = ConnectionLimits()

    /// The time of day, by which certificates are judged.
    public var clock: @Sendable () -> Instant

    /// Creates settings.
    public init(host: String, port: Int, credential: PeerCredential, clock: @escaping @Sendable () -> Instant) {
        self.host = host
        self.port = port
        self.credential = credential
        self.clock = clock
    }
}
