import Allocation
import ChildProcesses
import Foundation
import Gateway

/// Runs the demo's processes, each in its turn: the broker, the controller, the buildings; and ends them in the reverse
/// order.
struct DemoRun {
    let site: DemoSite
    let speed: Int
    let seed: UInt64
    let seconds: Int

    /// Runs for the demo's time, or until it is interrupted, and says what was seen on the broker.
    func run() async throws -> DemoCounts {
        let program = try OwnProgram.path()
        let broker = ChildCommand("mosquitto", ["-c", site.brokerFile])
        return try await withDaemon(broker, isReady: Self.brokerIsReady) { _ in
            say("broker     127.0.0.1:\(site.port), TLS with client certificates")
            let serve = ChildCommand(program, ["serve", "--config", site.clusterFile, "--close-period"])
            return try await withDaemon(serve, isReady: Self.controllerIsReady) { _ in
                say("controller started; its ledger is \(site.ledger)")
                say("page       http://127.0.0.1:\(site.pagePort)/")
                return try await withBuildings(program, site.buildings.map(\.text)[...]) {
                    say("buildings  \(site.buildings.count) processes, \(speed) times as fast as life")
                    return try await DemoWatch(site: site).watch(seconds: seconds)
                }
            }
        }
    }

    /// Runs the body with a process for each of the buildings.
    private func withBuildings<Value: Sendable>(
        _ program: String,
        _ buildings: ArraySlice<String>,
        _ body: () async throws -> Value
    ) async throws -> Value {
        guard let building = buildings.first else { return try await body() }
        let arguments = [
            "building", "--config", site.clusterFile, "--id", building, "--seed", "\(seed)", "--speed", "\(speed)",
        ]
        return try await withDaemon(ChildCommand(program, arguments), isReady: Self.buildingIsReady) { _ in
            try await withBuildings(program, buildings.dropFirst(), body)
        }
    }

    // What the programs write when they are ready.

    @Sendable private static func brokerIsReady(_ line: String) -> Bool { line.contains("running") }

    @Sendable private static func controllerIsReady(_ line: String) -> Bool { line.contains("ctl/status") }

    @Sendable private static func buildingIsReady(_ line: String) -> Bool { line.contains("MQTT connected") }

    private func say(_ line: String) {
        FileHandle.standardError.write(Data("\(line)\n".utf8))
    }
}
