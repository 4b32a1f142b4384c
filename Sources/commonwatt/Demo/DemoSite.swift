import Allocation
import ControllerService
import Foundation
import Site
import Units

/// The site that the demo runs: ten buildings alike, the thesis's contract and battery.
struct DemoSite {
    let directory: String
    let port: UInt16
    let pagePort: UInt16
    let buildings: [BuildingID]

    static let name = "demo"

    /// Writes the site.
    ///
    /// The battery is as much smaller as the demo is shorter than the thesis's six hours, so that it is drawn on as
    /// much.
    init(directory: String?, duration: Int) throws {
        self.directory = directory ?? FileManager.default.temporaryDirectory.path + "/commonwatt-\(UUID().uuidString)"
        self.port = try FreePort.find()
        self.pagePort = try FreePort.find()
        self.buildings = (1...10).compactMap { BuildingID($0 < 10 ? "b0\($0)" : "b\($0)") }
        let members = buildings.map { id in
            SitePlan.Member(
                id: id,
                name: "Building \(id)",
                arrivalsPerHour: 60,
                meanDurationSeconds: 50,
                meanPower: .kilowatts(120)
            )
        }
        var plan = SitePlan(
            name: Self.name,
            policy: SitePlan.standardPolicy,
            buildings: members,
            brokerPort: port
        )
        plan.pagePort = pagePort
        let seconds = Int64(duration == 0 ? 3_600 : duration)
        plan.batteryWattHours = 1_500_000 * seconds / 21_600
        try SiteWriter.write(plan, to: self.directory, now: SystemClock().now())
    }

    var clusterFile: String { directory + "/cluster.yaml" }
    var ledger: String { directory + "/ledger" }
    var roots: String { directory + "/identities/roots" }
    var brokerFile: String { directory + "/mqtt/mosquitto.conf" }
}
