import ChildProcesses
import Foundation
import TestKit
import Testing

/// A ledger on a device of its own: a tmpfs in its own mount namespace, which needs no rights that a user lacks where
/// user namespaces are allowed. Where they are not, this fails and says so: it is never skipped.
struct LedgerDevice {
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

    /// Mounts a device for a site's ledger for the length of a closure.
    static func mounted<Value>(
        for site: TestSite,
        _ body: (LedgerDevice) async throws -> Value
    ) async throws -> Value {
        try FileManager.default.createDirectory(atPath: site.ledger, withIntermediateDirectories: true)
        let mount = "mount -t tmpfs -o size=16m,mode=700 tmpfs '\(site.ledger)' && echo device of $$ && exec sleep 600"
        let command = ChildCommand("unshare", ["-r", "-m", "sh", "-c", mount])
        return try await withDaemon(command) {
            $0.contains("device of")
        } _: { holder in
            let line = try #require(holder.log.lazy.compactMap { $0.firstMatch(of: /device of (\d+)/) }.first)
            let pid = try #require(Int(line.1))
            return try await body(LedgerDevice(site: site, holder: pid))
        }
    }
}
