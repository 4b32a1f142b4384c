public import Allocation
public import Units
public import WebAddresses

/// A member as the cluster file describes it.
public struct BuildingSettings: Hashable, Sendable {
    /// The building's identifier.
    public let id: BuildingID

    /// The name for people; `nil` where the file gives none.
    public let name: String?

    /// What the building is expected to draw; `nil` where the file gives its factor instead.
    public let demand: DemandModel?
}

/// The peak period, in which the battery serves and bills are made.
public struct PeriodSettings: Hashable, Sendable {
    /// How long the period lasts; every day by the clocks of the place, where it starts by them.
    public let duration: Interval

    /// When it starts, for live use.
    public let start: PeriodStart
}

/// When periods start.
public enum PeriodStart: Hashable, Sendable {
    /// One follows the other.
    case following

    /// Every day at these times after midnight, ascending, on the clocks of a place; the zone is the IANA name, such as
    /// `Europe/Berlin`.
    case daily([Interval], timeZone: String)

    /// When a person says so, who also says when it ends.
    case byHand
}

/// How to reach the MQTT broker.
public struct MQTTSettings: Hashable, Sendable {
    /// The broker's host name or address.
    public let host: String

    /// The broker's port.
    public let port: Int

    /// The certificates; a building's identity is its certificate, so there is no connection without them.
    public let tls: TLSSettings

    /// Whether a demand must be signed by its building; optional where the file does not say.
    public let signedDemands: SignatureRule

    /// The prefix of Home Assistant's discovery topics; `nil` where the file does not ask for discovery.
    public let homeAssistantPrefix: String?

    /// How fast a building may ask; `nil` where the file does not say.
    public let rateLimit: RateLimit?
}

/// How fast a building may send demands.
public struct RateLimit: Hashable, Sendable {
    /// Demands a second, over time.
    public let demandsPerSecond: Int64

    /// Demands at once.
    public let burst: Int64
}

/// Whether buildings must sign their demands.
public enum SignatureRule: String, Hashable, Sendable, CaseIterable {
    /// A demand without a signature is refused.
    case required

    /// A demand may be signed; a wrong signature is refused all the same.
    case optional
}

/// The files of a TLS client, all PEM, their paths resolved.
public struct TLSSettings: Hashable, Sendable {
    /// The path of the authority's certificate that the broker's certificate must descend from.
    public let authority: String

    /// The path of the client's certificate.
    public let certificate: String

    /// The path of the client's private key.
    public let key: String
}

/// Where the page and the API are offered.
public struct HTTPSettings: Hashable, Sendable {
    /// The address to listen on; loopback unless the file says otherwise.
    public let host: String

    /// The port to listen on.
    public let port: Int

    /// The files of its TLS; `nil` where the page is offered over plain HTTP.
    public let tls: HTTPTLSSettings?
}

/// The files of the page's TLS, all PEM, their paths resolved.
public struct HTTPTLSSettings: Hashable, Sendable {
    /// The path of the page's certificate, with the authorities between it and its root behind it.
    public let certificate: String

    /// The path of the certificate's private key.
    public let key: String

    /// The paths of the authorities whose clients may look without a token; empty where the file names none.
    public let clientAuthorities: [String]

    /// The paths of the revocation lists that those clients are held to; empty where the file names none.
    public let clientRevocations: [String]
}

/// Where and how the ledger is kept.
public struct LedgerSettings: Hashable, Sendable {
    /// The path of the ledger's directory, resolved.
    public let path: String

    /// The ordering engine.
    public let engine: OrderingEngine

    /// The path of the directory with the operator's certificates and keys, resolved; `identities` beside the cluster
    /// file where the file does not say.
    public let identities: String

    /// Whether a new ledger is founded with salted hashes in place of power values; `nil` where the file does not say,
    /// which founds one with the values.
    public let privateValues: Bool?

    /// The witnesses that are asked for their cosignatures; empty where the file names none.
    public let witnesses: [WitnessSettings]
}

/// A witness that is asked for its cosignatures.
public struct WitnessSettings: Hashable, Sendable {
    /// Where it is asked.
    public let address: WebAddress

    /// The path of the authority's certificate that its own must descend from, resolved; `nil` for those that the
    /// machine believes.
    public let authority: String?
}

/// The ordering engines that a ledger may be kept with.
public enum OrderingEngine: String, Hashable, Sendable, CaseIterable {
    /// Embedded: this process cuts the blocks.
    case solo
}

/// Who endorses beside the operator's own peer.
public struct EndorsementSettings: Hashable, Sendable {
    /// The endorsement policy with which a new ledger is founded; `nil` where the operator's own peer is enough.
    public let policy: String?

    /// How long the peer waits for the other endorsers of a transaction.
    public let timeout: Interval

    /// The endorsers in other processes.
    public let endorsers: [EndorserAddress]

    /// How long the peer waits where the file does not say.
    public static let standardTimeout = Interval.seconds(2)
}

/// Where an endorser is, and who it is.
public struct EndorserAddress: Hashable, Sendable {
    /// Its host name or address.
    public let host: String

    /// Its port.
    public let port: Int

    /// The path of its certificate, resolved: the one that it signs with.
    public let certificate: String
}
