import Allocation
import ChildProcesses
import ControllerService
import Foundation
import Gateway
import MQTTClient
import Site
import Units

/// The site that a benchmark of the controller runs: members alike, a broker with TLS and client certificates, and who
/// answers demands there.
struct ControllerBenchSite {
    /// Who answers demands.
    enum Responder: String, CaseIterable {
        /// `commonwatt serve`: decides, and answers when its ledger has the decision.
        case controller

        /// `commonwatt bench echo`: answers with the same bytes each time, at once.
        case echo
    }

    let directory: String
    let port: UInt16
    let pagePort: UInt16
    let buildings: [BuildingID]
    let topics: Topics

    private static let name = "bench"

    /// Writes the site. No building is kept waiting for asking too fast: that is what is measured.
    init(directory: String, buildings count: Int) throws {
        guard let topics = Topics(site: Self.name) else { throw CommandFailure.badInput("\(Self.name) is no site") }
        self.directory = directory
        self.topics = topics
        port = try FreePort.find()
        pagePort = try FreePort.find()
        buildings = (1...count).compactMap { BuildingID("b\($0)") }
        var plan = SitePlan(
            name: Self.name,
            policy: SitePlan.standardPolicy,
            buildings: buildings.map { id in
                SitePlan.Member(
                    id: id,
                    name: "Building \(id)",
                    arrivalsPerHour: 60,
                    meanDurationSeconds: 50,
                    meanPower: .kilowatts(120)
                )
            },
            brokerPort: port
        )
        plan.pagePort = pagePort
        plan.rateLimit = SitePlan.RateLimit(demandsPerSecond: 100_000, burst: 100_000)
        try SiteWriter.write(plan, to: directory, now: SystemClock().now())
    }

    var clusterFile: String { directory + "/cluster.yaml" }
    var ledger: String { directory + "/ledger" }

    /// A connection with one of the certificates that the site was written with.
    func connection(_ identity: String) -> MQTTConfiguration {
        let files = TLSFiles(
            authorities: directory + "/mqtt/ca.pem",
            certificate: directory + "/mqtt/\(identity).pem",
            key: directory + "/mqtt/\(identity).key"
        )
        var configuration = MQTTConfiguration(host: "127.0.0.1", port: port, clientID: identity, tls: files)
        configuration.firstConnection = .retried
        return configuration
    }

    /// Runs the broker and a responder, each a process of its own, for the length of a closure.
    func withResponder<Value: Sendable>(
        _ responder: Responder,
        _ body: (Processes) async throws -> Value
    ) async throws -> Value {
        let program = try OwnProgram.path()
        let arguments =
            switch responder {
            case .controller: ["serve", "--config", clusterFile]
            case .echo: ["bench", "echo", "--config", clusterFile]
            }
        let broker = ChildCommand("mosquitto", ["-c", directory + "/mqtt/mosquitto.conf"])
        return try await withDaemon(broker) {
            $0.contains("running")
        } _: { broker in
            let command = ChildCommand(program, arguments)
            return try await withDaemon(command) {
                $0.contains(Self.ready(responder))
            } _: { responder in
                try await body(Processes(broker: broker, responder: responder))
            }
        }
    }

    private static func ready(_ responder: Responder) -> String {
        switch responder {
        case .controller: "ctl/status"
        case .echo: BenchEcho.ready
        }
    }

    /// The broker, and who answers.
    struct Processes: Sendable {
        let broker: Daemon
        let responder: Daemon

        /// The processor time so far, in seconds: the responder's, and that of all with this process.
        func use() throws -> (responder: Double, all: Double) {
            let answering = try ProcessUse(of: responder.processID).processor
            let others = try ProcessUse(of: broker.processID).processor + ProcessUse(of: getpid()).processor
            return (answering, answering + others)
        }
    }
}
