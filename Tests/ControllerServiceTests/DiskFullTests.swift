import AllocationContract
import ChildProcesses
import Foundation
import Gateway
import TestKit
import Testing

/// A ledger on a device of its own: a tmpfs in its own mount namespace, which needs no rights that a user lacks where
/// user namespaces are allowed. Where they are not, this fails and says so: it is never skipped.
@Suite("A ledger's device that is full", .timeLimit(.minutes(3)))
struct DiskFullTests {
    /// The namespace in which the device is mounted.
    private struct Device {
        let site: TestSite
        let holder: Int

        /// The ledger's directory as others see it.
        var ledger: String { "/proc/\(holder)/root\(site.ledger)" }

        /// Serves the site inside.
        func withController<Value>(_ body: (Daemon) async throws -> Value) async throws -> Value {
            let inside = ["-t", "\(holder)", "-U", "-m", "--preserve-credentials"]
            let serve = [try Products.executable("commonwatt"), "serve", "--config", site.clusterFile]
            let command = ChildCommand("nsenter", inside + serve)
            return try await withDaemon(command, isReady: { $0.contains("ctl/status") }, body)
        }

        /// Takes all the room that is left.
        func fill() async throws {
            let run = try await ChildCommand("dd", ["if=/dev/zero", "of=\(ledger)/filler", "bs=4096"]).run()
            #expect(!run.isSuccess && run.errorOutput.contains("No space left on device"), "\(run.errorOutput)")
        }

        func makeRoom() throws { try FileManager.default.removeItem(atPath: ledger + "/filler") }

        /// Brings the ledger to where the site has it, so that it outlives the device.
        func keep() throws {
            // Removing what a device is mounted on takes the device away.
            try FileManager.default.copyItem(atPath: ledger, toPath: site.ledger + ".kept")
            try FileManager.default.removeItem(atPath: site.ledger)
            try FileManager.default.moveItem(atPath: site.ledger + ".kept", toPath: site.ledger)
        }
    }

    /// Mounts a device for a site's ledger for the length of a closure.
    private func withDevice<Value>(for site: TestSite, _ body: (Device) async throws -> Value) async throws -> Value {
        try FileManager.default.createDirectory(atPath: site.ledger, withIntermediateDirectories: true)
        let mount = "mount -t tmpfs -o size=16m,mode=700 tmpfs '\(site.ledger)' && echo device of $$ && exec sleep 600"
        let command = ChildCommand("unshare", ["-r", "-m", "sh", "-c", mount])
        return try await withDaemon(command) {
            $0.contains("device of")
        } _: { holder in
            let line = try #require(holder.log.lazy.compactMap { $0.firstMatch(of: /device of (\d+)/) }.first)
            let pid = try #require(Int(line.1))
            return try await body(Device(site: site, holder: pid))
        }
    }

    @Test("Refuses what it cannot record and loses nothing, and goes on when there is room again")
    func full() async throws {
        try await withSite { site in
            try await withBroker(of: site) { _ in
                try await withDevice(for: site) { device in
                    let acknowledged = try await device.withController { controller in
                        try await serve(site, device, controller)
                    }
                    // A start, too, goes on from what is there.
                    let last = try await device.withController { _ in
                        try await withBuilding(0, of: site) { try await $0.ask(demand(900, watts: 50_000)) }
                    }
                    #expect(last.reply.status == .ok)
                    try device.keep()
                    let recorded = try RecordedCall.read(from: site.ledger).filter(\.isValid)
                    for (id, reply) in acknowledged {
                        let place = try #require(reply.reply.transaction)
                        #expect(recorded.contains { $0.txid == place.id && $0.height == place.height }, "\(id)")
                    }
                }
            }
            let audit = try await site.audit()
            #expect(audit.status == 0 && audit.output.contains("audit: OK"), "\(audit.output)")
        }
    }

    /// Fills the device under load, and makes room again; returns what was acknowledged, by the demand's number.
    private func serve(_ site: TestSite, _ device: Device, _ controller: Daemon) async throws -> [Int64: Answer] {
        try await withBuilding(0, of: site) { building in
            var acknowledged: [Int64: Answer] = [:]
            for number in Int64(1)...10 {
                let answer = try await building.ask(demand(number, watts: 1_000 * number))
                #expect(answer.reply.status == .ok)
                acknowledged[number] = answer
            }
            try await device.fill()
            var refused: [Int64] = []
            // What the log's last page still takes is recorded; then nothing is.
            for number in Int64(11)...60 {
                let answer = try await building.ask(demand(number, watts: 500 * number))
                if answer.reply.status == .ok {
                    acknowledged[number] = answer
                } else {
                    #expect(answer.reply.status == .temporaryError, "\(answer.reply)")
                    refused.append(number)
                }
            }
            print("with no room left: \(acknowledged.count - 10) recorded, \(refused.count) refused")
            #expect(refused.count >= 40)
            #expect(controller.log.contains { $0.contains("no room is left for") }, "\(controller.log.suffix(5))")
            try device.makeRoom()
            for number in refused.suffix(3) + [61, 62] {
                let answer = try await building.ask(demand(number, watts: 700 * number))
                #expect(answer.reply.status == .ok, "\(answer.reply)")
                acknowledged[number] = answer
            }
            return acknowledged
        }
    }
}
