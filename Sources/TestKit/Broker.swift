public import Allocation
public import ChildProcesses
public import Gateway
public import MQTTClient

/// A real mosquitto on a free loopback port, with the configuration that a site gets.
public struct Broker: Sendable {
    /// The process, to be killed and started again.
    public let process: Daemon

    /// The port it listens at; the same after each start.
    public let port: UInt16

    /// The authority that the broker trusts and that issued its certificate.
    public let authority: TestAuthority

    /// A configuration for a client with a certificate that is issued for this purpose.
    public func client(_ identity: String) async throws -> MQTTConfiguration {
        client(identity, tls: try await authority.issue(identity))
    }

    /// A configuration for a client with the files given.
    public func client(_ identity: String, tls: TLSFiles) -> MQTTConfiguration {
        var configuration = MQTTConfiguration(host: "127.0.0.1", port: port, clientID: identity, tls: tls)
        configuration.backoff = Backoff(first: .milliseconds(20), longest: .milliseconds(200))
        return configuration
    }
}

/// What the identities of a test broker may do.
public enum BrokerAccess: Sendable {
    /// Everybody everything.
    case open

    /// What the access control list of a site says.
    case site(Topics, [BuildingID])
}

/// Starts a broker for the length of a closure.
///
/// - Parameters:
///   - access: what its clients may do.
///   - certificate: when the broker's own certificate is valid, and whether it names its host.
///   - isTLS: without TLS, for one test of a client that expects it.
public func withBroker<Value>(
    access: BrokerAccess = .open,
    certificate: TestAuthority.Validity = .now,
    namesHost: Bool = true,
    isTLS: Bool = true,
    _ body: (Broker) async throws -> Value
) async throws -> Value {
    try await withTemporaryDirectory { directory in
        let authority = try await TestAuthority(in: directory)
        let server = try await authority.issue("broker", validity: certificate, forHost: namesHost)
        let port = freePort()
        let path = "\(directory)/mosquitto.conf"
        let configuration = try text(access, server, port, in: directory)
        try write(isTLS ? configuration : plain(port), to: path)
        return try await withDaemon(ChildCommand("mosquitto", ["-c", path])) { line in
            line.contains("mosquitto version") && line.contains("running")
        } _: { process in
            try await body(Broker(process: process, port: port, authority: authority))
        }
    }
}

private func text(_ access: BrokerAccess, _ server: TLSFiles, _ port: UInt16, in directory: String) throws -> String {
    guard let anySite = Topics(site: "test") else { preconditionFailure("test is a site's name") }
    let (topics, buildings) =
        switch access {
        case .open: (anySite, [BuildingID]())
        case .site(let topics, let buildings): (topics, buildings)
        }
    let list = "\(directory)/acl"
    let broker = BrokerConfiguration(
        topics: topics,
        buildings: buildings,
        address: "127.0.0.1",
        port: port,
        files: .init(
            authorities: server.authorities,
            certificate: server.certificate,
            key: server.key,
            accessControl: list
        )
    )
    // A pattern that names no user applies to all of them.
    if case .open = access {
        try write("pattern readwrite #\n", to: list)
    } else {
        try write(broker.accessControl, to: list)
    }
    return broker.configuration(user: "root")
}

private func plain(_ port: UInt16) -> String {
    """
    listener \(port) 127.0.0.1
    allow_anonymous true
    log_dest stderr

    """
}
