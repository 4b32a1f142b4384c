import Allocation
import AllocationContract
import Controller
import Cryptography
import Ledger
import LedgerStore
import Monitor
import Units
import WebService

/// The site that this process serves, as the page sees it: the ledger's own state, and what the recorder has noted.
struct ServedSite: SiteSource {
    let description: SiteDescription
    let ledger: PeerLedger
    let store: LedgerStore
    let recorder: SiteRecorder
    let clock: SteadyClock

    func state() async throws -> SiteState {
        let now = clock.now()
        let overview = try await ledger.overview()
        let tip = try store.tip()
        let head = LedgerHead(
            height: tip.height,
            transactions: tip.frontier.size,
            time: tip.time,
            hash: tip.hash.hex
        )
        return SiteState(overview, of: description, head: head, at: now)
    }

    func allocations(of building: BuildingID?) -> [RecentAllocations.Entry] { recorder.allocations(of: building) }

    func counters() -> SiteCounters { recorder.counters }

    func impediment() -> String? {
        recorder.counters.isConnected ? nil : "the broker is not connected"
    }
}
