public import Cryptography
public import Ledger
public import Membership
public import Peer
public import Units

/// Who an endorser's process is, and whom it works for.
public struct EndorserServerSettings: Sendable {
    /// The address to listen at.
    public var host: String

    /// The port to listen at; with 0 the system chooses one.
    public var port: Int

    /// Who signs; also the server's certificate.
    public var credential: PeerCredential

    /// The authorities between that certificate and its root.
    public var intermediates: [Certificate] = []

    /// The channel.
    public var channel: String

    /// The organisation whose peers may ask.
    public var client: OrganisationID

    /// The organisations' roots, as the endorser's own people know them: the genesis block must name these and no
    /// others.
    public var roots: [(organisation: String, certificate: Certificate)]

    /// The contracts that it executes, with the hashes of their sources.
    public var chaincodes: [(chaincode: any Chaincode, identity: Digest)]

    /// How far a proposal's time may be from the endorser's clock.
    public var timeTolerance: Interval = .seconds(60)

    /// How long each side waits for the other.
    public var rhythm = ConnectionRhythm()

    /// What a connection may cost.
    public var limits = ConnectionLimits()

    /// Opens the storage of what the endorser knows of the chain that it follows; without one it begins anew with each
    /// start, and follows whatever chain it is shown.
    public var storage: (@Sendable () throws(ChainError) -> any ReplicaStorage)?

    /// What it begins with where nothing is kept yet; without it a chain is taken over from its first block.
    public var beginning: EndorserBeginning?

    /// The time of day.
    public var clock: @Sendable () -> Instant

    /// Creates settings.
    public init(
        host: String,
        port: Int,
        credential: PeerCredential,
        channel: String,
        client: OrganisationID,
        roots: [(organisation: String, certificate: Certificate)],
        chaincodes: [(chaincode: any Chaincode, identity: Digest)],
        clock: @escaping @Sendable () -> Instant
    ) {
        self.host = host
        self.port = port
        self.credential = credential
        self.channel = channel
        self.client = client
        self.roots = roots
        self.chaincodes = chaincodes
        self.clock = clock
    }
}

/// What an endorser begins with that has no blocks yet: the end of a chain that its own people have looked at, for a
/// ledger that cannot show its first blocks any more.
public struct EndorserBeginning: Sendable {
    /// Where it comes from, for people.
    public let place: String

    /// Reads and verifies it. Whether it is of the endorser's channel and names its roots is for the endorser to see.
    public let read: @Sendable () throws(ReplicaError) -> ReplicaRecord

    /// Creates a beginning.
    public init(place: String, read: @escaping @Sendable () throws(ReplicaError) -> ReplicaRecord) {
        self.place = place
        self.read = read
    }
}
