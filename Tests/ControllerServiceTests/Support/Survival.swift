import ChildProcesses
import TestKit
import Testing

/// Runs a load with a fault in its middle, and looks for every request on the ledger afterwards.
///
/// - Parameters:
///   - others: Requests that were acknowledged beside the load; asked for when the load is done.
///   - stop: Stops the controller, and whatever else the ledger has to be at rest for.
func survive(
    _ name: String,
    _ load: PersistentLoad,
    others: () -> [KilledLoad.Request: [UInt8]] = { [:] },
    stop: () async throws -> Void,
    _ fault: @escaping @Sendable () async throws -> Void
) async throws {
    let site = load.site
    let replies = try await load.run(fault).merging(others()) { $1 }
    try await stop()
    let expected = Int(load.count) * site.buildings.count + others().count
    #expect(replies.count == expected)
    try KilledLoad.check(replies, of: expected, on: site)
    print("\(name): acknowledged \(replies.count), found \(expected), lost 0, twice 0")
    let audit = try await site.audit()
    #expect(audit.status == 0 && audit.output.contains("audit: OK"), "\(audit.output)")
}
