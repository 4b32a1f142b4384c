public import Allocation
public import Units

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
    /// How long the period lasts.
    public let duration: Interval

    /// When it starts each day, for live use; `nil` where it is opened by hand.
    public let start: DailyStart?
}

/// A time of day on the clocks of a place.
public struct DailyStart: Hashable, Sendable {
    /// The hour, 0 to 23.
    public let hour: Int

    /// The minute, 0 to 59.
    public let minute: Int

    /// The IANA name of the time zone, such as `Europe/Berlin`.
    public let timeZone: String
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
}

/// The ordering engines that a ledger may be kept with.
public enum OrderingEngine: String, Hashable, Sendable, CaseIterable {
    /// Embedded: this process cuts the blocks.
    case solo
}
