import Allocation
import ArgumentParser
import ControllerService
import Foundation
import Gateway
import Site
import Units

/// `commonwatt init`: a new site, ready to serve.
struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a new site: cluster file, policy, identities and the broker's configuration.",
        discussion: """
            No file that exists is overwritten. Keep identities/authority.key elsewhere once the certificates are \
            issued.

            EXAMPLE:
              commonwatt init site --name riverside --building b01 --building b02
              mosquitto -c site/mqtt/mosquitto.conf
              commonwatt serve --config site/cluster.yaml
            """
    )

    @Argument(help: "The directory to write.", completion: .directory)
    var directory: String

    @Option(help: "The site's name: 1 to 32 of a-z, 0-9 and -.")
    var name = "site"

    @Option(name: .customLong("building"), help: "A member's identifier; once for each member.")
    var buildings: [String] = ["b01", "b02", "b03"]

    @Option(help: "The broker's port on loopback.")
    var port: UInt16 = 8_883

    func run() throws {
        let members = try buildings.map { text in
            guard let id = BuildingID(text), !BrokerConfiguration.reservedIdentities.contains(text) else {
                throw CommandFailure.badInput(
                    "--building \(text): expected 1 to 32 of a-z, 0-9 and -, and no reserved name"
                )
            }
            return SitePlan.Member(
                id: id,
                name: "Building \(text)",
                arrivalsPerHour: 60,
                meanDurationSeconds: 50,
                meanPower: .kilowatts(120)
            )
        }
        guard BuildingID(name) != nil else {
            throw CommandFailure.badInput("--name \(name): expected 1 to 32 of a-z, 0-9 and -")
        }
        var plan = SitePlan(name: name, policy: SitePlan.standardPolicy, buildings: members, brokerPort: port)
        if let program = Bundle.main.executablePath { plan.program = program }
        try SiteWriter.write(plan, to: directory, now: SystemClock().now())
        try StandardOutput.write(
            """
            \(directory) is a site now. Edit \(directory)/cluster.yaml to the terms that the members signed; then
              mosquitto -c \(directory)/mqtt/mosquitto.conf
              commonwatt serve --config \(directory)/cluster.yaml
            or let systemd do the latter: \(directory)/commonwatt.service says how.
            """
        )
    }
}
