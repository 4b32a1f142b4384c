import Allocation
import ChildProcesses
import Foundation
import Gateway
import MQTTClient
import TestKit
import Testing

/// A site that `commonwatt init` wrote, in a directory of its own.
struct TestSite: Sendable {
    let directory: String
    let port: UInt16
    let buildings: [BuildingID]
    let topics: Topics

    var clusterFile: String { directory + "/cluster.yaml" }
    var ledger: String { directory + "/ledger" }

    /// Runs the command that was built beside the tests, to its end.
    func commonwatt(_ arguments: [String]) async throws -> ToolResult {
        try await ChildCommand(Products.executable("commonwatt"), arguments).run()
    }

    /// Serves the site; to its end, which comes by itself only if it cannot.
    func serve(_ arguments: [String] = []) async throws -> ToolResult {
        try await commonwatt(["serve", "--config", clusterFile] + arguments)
    }

    /// Drafts a change of the ledger's configuration as the operator's administrator, and submits it.
    func reconfigure(_ changes: [String]) async throws {
        let admin = directory + "/identities/admin"
        let change = directory + "/change"
        let draft = try await commonwatt(["channel", "draft", ledger, "--as", admin, "--out", change] + changes)
        try #require(draft.isSuccess, "\(draft.errorOutput)")
        let submission = try await commonwatt(["channel", "submit", change, "--config", clusterFile])
        try #require(submission.isSuccess, "\(submission.errorOutput)")
    }

    /// Serves the site for the length of a closure, or for as long as the controller lives.
    func withController<Value>(_ arguments: [String] = [], _ body: (Daemon) async throws -> Value) async throws -> Value
    {
        let command = ChildCommand(
            try Products.executable("commonwatt"),
            ["serve", "--config", clusterFile] + arguments
        )
        return try await withDaemon(command, isReady: { $0.contains("ctl/status") }, body)
    }

    /// Audits the ledger with every call executed again.
    func audit() async throws -> ToolResult {
        try await commonwatt(["ledger", "audit", ledger, "--roots", directory + "/identities/roots", "--level", "4"])
    }

    /// Replaces a passage of the cluster file.
    func edit(_ passage: String, to replacement: String) throws {
        let text = try String(contentsOfFile: clusterFile, encoding: .utf8)
        try #require(text.contains(passage))
        try text.replacing(passage, with: replacement).write(toFile: clusterFile, atomically: true, encoding: .utf8)
    }

    /// A client with one of the certificates that the site was written with.
    func client(_ identity: String) -> MQTTConfiguration {
        let place = directory + (identity == BrokerConfiguration.controllerIdentity ? "/identities" : "/mqtt")
        let files = TLSFiles(
            authorities: directory + "/mqtt/ca.pem",
            certificate: "\(place)/\(identity).pem",
            key: "\(place)/\(identity).key"
        )
        var configuration = MQTTConfiguration(host: "127.0.0.1", port: port, clientID: identity, tls: files)
        configuration.backoff = Backoff(first: .milliseconds(20), longest: .milliseconds(200))
        return configuration
    }
}

/// The processes of a site that is served.
struct Servers: Sendable {
    let broker: Daemon
    let controller: Daemon
}

/// Writes a site for the length of a closure; nothing runs.
func withSite<Value>(
    _ names: [String] = ["b01", "b02"],
    _ body: (TestSite) async throws -> Value
) async throws -> Value {
    try await withTemporaryDirectory { directory in
        let site = TestSite(
            directory: directory + "/site",
            port: freePort(),
            buildings: try names.map { try #require(BuildingID($0)) },
            topics: try #require(Topics(site: "riverside"))
        )
        let members = names.flatMap { ["--building", $0] }
        let run = try await site.commonwatt(
            ["init", site.directory, "--name", site.topics.site, "--port", "\(site.port)"] + members
        )
        try #require(run.isSuccess, "\(run.errorOutput)")
        return try await body(site)
    }
}

/// Runs the site's broker, with the configuration that the site was written with.
func withBroker<Value>(of site: TestSite, _ body: (Daemon) async throws -> Value) async throws -> Value {
    let command = ChildCommand("mosquitto", ["-c", site.directory + "/mqtt/mosquitto.conf"])
    return try await withDaemon(command) {
        $0.contains("mosquitto version") && $0.contains("running")
    } _: { broker in
        try await body(broker)
    }
}

/// Writes a site, runs its broker, and serves it for the length of a closure.
///
/// - Parameter edit: What is changed about the site before it is served.
func withServedSite<Value>(
    _ names: [String] = ["b01", "b02"],
    edit: (TestSite) throws -> Void = { _ in },
    _ body: (TestSite, Servers) async throws -> Value
) async throws -> Value {
    try await withSite(names) { site in
        try edit(site)
        return try await withBroker(of: site) { broker in
            try await site.withController { controller in
                try await body(site, Servers(broker: broker, controller: controller))
            }
        }
    }
}
