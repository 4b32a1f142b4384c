import Allocation
import ArgumentParser
import Building
import ConfigurationFiles
import ControllerService
import Experiments
import Foundation
import Gateway
import MQTTClient
import Simulation
import Site
import Units
import UnixSignals

/// `commonwatt building`: a building's side of the conversation, with random demand.
struct BuildingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "building",
        abstract: "Be a building: draw demand from its model and ask the controller for it over MQTT.",
        discussion: """
            The demand is drawn from the arrivals, durations and powers that the cluster file expects of the building, \
            faster than life by --speed. Serves as a reference for a gateway's own client.

            EXAMPLE:
              commonwatt building --config site/cluster.yaml --id b01 --speed 60
            """
    )

    @Option(help: ArgumentHelp("The cluster file.", valueName: "file"), completion: .file(extensions: ["yaml"]))
    var config: String

    @Option(help: "The building's identifier.")
    var id: String

    @Option(
        help: ArgumentHelp(
            "The building's certificate; mqtt/ID.pem beside the cluster file if absent.",
            valueName: "pem"
        )
    )
    var certificate: String?

    @Option(
        help: ArgumentHelp("The certificate's key; mqtt/ID.key beside the cluster file if absent.", valueName: "pem")
    )
    var key: String?

    @Option(help: "What the random demand is drawn from.")
    var seed: UInt64 = 1

    @Option(help: "How much faster than life the demand changes.")
    var speed = 1

    @Option(help: ArgumentHelp("For how long each level is asked for.", valueName: "seconds"))
    var lease: Int64 = 60

    @Flag(
        inversion: .prefixedNo,
        help: "Sign the demands with the certificate's key; where the cluster file requires it if absent."
    )
    var sign: Bool?

    @Flag(help: "Fetch the proofs of allocations from the site's API, and check them with the log's key.")
    var verify = false

    @Option(
        help: ArgumentHelp(
            "The log's key for --verify; identities/roots/ledger.vkey beside the cluster file if absent.",
            valueName: "vkey"
        )
    )
    var logKey: String?

    @OptionGroup
    var log: LogOptions

    @Option(help: ArgumentHelp("How often the meter is read.", valueName: "seconds"))
    var meterInterval: Int64 = 10

    func validate() throws {
        guard (1...3_600).contains(meterInterval) else {
            throw ValidationError("--meter-interval: expected 1 to 3600 seconds")
        }
        guard (1...10_000).contains(speed) else { throw ValidationError("--speed: expected 1 to 10000") }
        guard DemandPayload.leases.contains(lease) else {
            throw ValidationError("--lease: expected 1 to 86400 seconds")
        }
    }

    func run() async throws {
        let cluster = try ClusterFile.read(config)
        guard let index = cluster.buildings.firstIndex(where: { $0.id.text == id }) else {
            throw CommandFailure.badInput("--id \(id): \(config) has no such building")
        }
        guard let topics = Topics(site: cluster.site), let mqtt = cluster.mqtt, let port = UInt16(exactly: mqtt.port)
        else { throw CommandFailure.badInput("\(config): mqtt: talking to the controller needs this section") }
        let files = TLSFiles(
            authorities: mqtt.tls.authority,
            certificate: certificate ?? cluster.file.resolve("mqtt/\(id).pem"),
            key: key ?? cluster.file.resolve("mqtt/\(id).key")
        )
        let service = try BuildingService(
            building: cluster.buildings[index].id,
            topics: topics,
            mqtt: MQTTConfiguration(host: mqtt.host, port: port, clientID: id, tls: files),
            steps: try LoadSteps(cluster, building: index, seed: seed, speed: speed),
            lease: .seconds(lease),
            signer: sign ?? (mqtt.signedDemands == .required) ? try signer(files) : nil,
            verifier: verify ? try ProofSource.verifier(of: cluster, key: logKey) : nil,
            band: cluster.terms.band(of: index),
            meterInterval: .seconds(meterInterval),
            logger: Logs.logger("building", log, site: cluster.site)
        )
        try await service.run(untilSignalled: [.sigterm, .sigint])
        try await write(service.counts, service.proofs)
    }

    /// Says what became of the requests, and of the proofs if they were asked for.
    private func write(_ counts: BuildingMachine.Counts, _ proofs: BuildingService.ProofCounts) throws {
        let numbers = [
            ("requested", counts.requested), ("allocated", counts.allocated), ("refused", counts.refused),
            ("superseded", counts.superseded), ("resent", counts.resent),
        ]
        let checked = verify ? [("proven", proofs.proven), ("refuted", proofs.refuted)] : []
        let members = (numbers + checked).map { (key: $0.0, value: JSONText.number("\($0.1)")) }
        try StandardOutput.write(JSONText.object([("building", .string(id))] + members).description)
        guard proofs.refuted == 0 else {
            throw CommandFailure.negativeFinding("\(proofs.refuted) times the ledger did not prove what was said")
        }
    }
}

extension BuildingCommand {
    private func signer(_ files: TLSFiles) throws -> DemandSigner {
        let credential = try Credential(certificate: files.certificate, key: files.key)
        return DemandSigner(certificate: credential.certificate, key: credential.key)
    }
}

/// A building's load over time, drawn from its model without end, faster than life.
struct LoadSteps: Sequence, Sendable {
    private let workload: Workload
    private let origin: Instant
    private let speed: Int64

    /// The model's time that is drawn at once.
    private static let stretch = Interval.hours(24)

    init(_ cluster: ClusterFile, building: Int, seed: UInt64, speed: Int) throws {
        guard let model = cluster.buildings[building].demand else {
            throw CommandFailure.badInput(
                "\(cluster.file.path): buildings: random demand needs arrivals_per_hour, mean_duration_s and "
                    + "mean_power_w"
            )
        }
        // Each building draws from a scenario of its own.
        workload = try Workload(
            profiles: [try DemandProfile(model)],
            horizon: Self.stretch,
            seed: seed,
            scenario: UInt64(building)
        )
        origin = SystemClock().now()
        self.speed = Int64(speed)
    }

    func makeIterator() -> AnyIterator<LevelStep> {
        var day = 0
        var pending: ArraySlice<LevelStep> = []
        return AnyIterator {
            if pending.isEmpty {
                pending = steps(ofDay: day)[...]
                day += 1
            }
            return pending.popFirst()
        }
    }

    /// The steps of one day of the model: the sum of the requests that are active.
    private func steps(ofDay day: Int) -> [LevelStep] {
        var changes: [(instant: Int64, watts: Int64)] = []
        for request in workload.requests(ofReplication: day) {
            changes.append((request.start.milliseconds, request.power.watts))
            let end = request.end?.milliseconds ?? Self.stretch.milliseconds
            changes.append((end, -request.power.watts))
        }
        changes.sort { $0.instant < $1.instant }
        var level: Int64 = 0
        return changes.map { change in
            level += change.watts
            let model = Int64(day) * Self.stretch.milliseconds + change.instant
            return LevelStep(instant: origin + .milliseconds(model / speed), level: .watts(Swift.max(level, 0)))
        }
    }
}
