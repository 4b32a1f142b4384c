public import Allocation

/// The mosquitto configuration of a site: TLS with client certificates only, and an access control list that gives each
/// identity its own topics.
///
/// The broker takes the client's identity from its certificate and nowhere else: the common name becomes the user name
/// (`use_identity_as_username`), to which the access control list refers, and also the client identifier
/// (`use_username_as_clientid`), so that no member can throw another one or the controller out by borrowing its
/// identifier.
public struct BrokerConfiguration: Hashable, Sendable {
    /// The paths of the broker's PEM files.
    public struct Files: Hashable, Sendable {
        /// The authorities that may have issued a client's certificate.
        public var authorities: String

        /// The broker's certificate.
        public var certificate: String

        /// The certificate's private key.
        public var key: String

        /// The access control list.
        public var accessControl: String

        /// Revoked certificates; `nil` if there is no list.
        public var revocations: String?

        /// Creates a set of paths.
        public init(
            authorities: String,
            certificate: String,
            key: String,
            accessControl: String,
            revocations: String? = nil
        ) {
            self.authorities = authorities
            self.certificate = certificate
            self.key = key
            self.accessControl = accessControl
            self.revocations = revocations
        }
    }

    /// The common name of the controller's certificate.
    public static let controllerIdentity = "controller"

    /// The common name of the certificate that may read everything and write nothing.
    public static let auditorIdentity = "auditor"

    /// The common name of Home Assistant's certificate: it may read what its dashboards show.
    public static let homeAssistantIdentity = "home-assistant"

    /// The common name of the certificate of a battery that says what it holds.
    public static let batteryIdentity = "battery"

    /// The identities that are no buildings'.
    public static let reservedIdentities = [
        controllerIdentity, auditorIdentity, homeAssistantIdentity, batteryIdentity, "broker",
    ]

    /// The largest payload the broker passes on.
    public static let payloadLimit = 4_096

    /// The topics of the site.
    public var topics: Topics

    /// The members; none may have a reserved identity.
    public var buildings: [BuildingID]

    /// The address the broker listens at.
    public var address: String

    /// The port the broker listens at.
    public var port: UInt16

    /// The broker's files.
    public var files: Files

    /// Creates a configuration.
    ///
    /// - Precondition: no building has a reserved identity.
    public init(topics: Topics, buildings: [BuildingID], address: String, port: UInt16, files: Files) {
        let reserved = Self.reservedIdentities
        precondition(!buildings.contains { reserved.contains($0.text) }, "\(reserved) are no buildings")
        self.topics = topics
        self.buildings = buildings
        self.address = address
        self.port = port
        self.files = files
    }
}

extension BrokerConfiguration {
    /// The text of `mosquitto.conf`.
    ///
    /// - Parameter user: the system user that the broker becomes when it is started by root; it must be able to read
    ///   the files.
    public func configuration(user: String = "mosquitto") -> String {
        """
        # Site \(topics.site): TLS with client certificates only; the certificate's common name is the identity.
        user \(user)
        listener \(port) \(address)
        cafile \(files.authorities)
        certfile \(files.certificate)
        keyfile \(files.key)
        \(files.revocations.map { "crlfile \($0)\n" } ?? "")\
        require_certificate true
        use_identity_as_username true
        use_username_as_clientid true
        allow_anonymous false
        acl_file \(files.accessControl)

        message_size_limit \(Self.payloadLimit)
        max_inflight_messages 100
        max_queued_messages 20000
        set_tcp_nodelay true
        persistence false

        log_dest stderr
        log_timestamp false
        log_type error
        log_type warning
        log_type notice
        log_type information
        connection_messages true

        """
    }

    /// The text of the access control list: what is not listed is refused.
    public var accessControl: String {
        var lines = ["# Site \(topics.site): written from the list of members; what is not listed is refused."]
        lines += ["", "user \(Self.controllerIdentity)"]
        let site = "commonwatt/v1/\(topics.site)"
        lines += ["demand", "meter", "status"].map { "topic read \(site)/bld/+/\($0)" }
        lines += ["alloc", "alloc/current"].map { "topic write \(site)/bld/+/\($0)" }
        lines += ["topic read \(site)/bat/soc", "topic write \(site)/ctl/#"]
        // It reads them too, to take back what it said of a building that is none any more.
        lines += ["topic readwrite homeassistant/device/+/config"]
        lines += ["", "user \(Self.auditorIdentity)", "topic read \(site)/#"]
        lines += ["", "user \(Self.batteryIdentity)", "topic write \(site)/bat/soc", "topic read \(site)/ctl/#"]
        lines += ["", "user \(Self.homeAssistantIdentity)", "topic read homeassistant/#"]
        lines += ["topic write homeassistant/status", "topic read \(site)/ctl/#"]
        lines += ["topic read \(site)/bld/+/alloc/current"]
        for building in buildings {
            lines += ["", "user \(building)"]
            lines += ["demand", "meter", "status"].map { "topic write \(site)/bld/\(building)/\($0)" }
            lines += ["alloc", "alloc/current"].map { "topic read \(site)/bld/\(building)/\($0)" }
            lines += ["topic read \(site)/ctl/#"]
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
