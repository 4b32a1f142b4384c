import Allocation
import AllocationContract
import Controller
import Cryptography
import Ledger
import LedgerStore
import Monitor
import Synchronization
import Units
import WebService

/// The site that this process serves, as the page sees it: the ledger's own state, and what the recorder has noted.
///
/// Its description follows the terms of the open period.
final class ServedSite: SiteSource {
    private let described: Mutex<Described>
    private let names: [BuildingID: String]
    let ledger: PeerLedger
    let store: LedgerStore
    let recorder: SiteRecorder
    let clock: SteadyClock

    private struct Described {
        var site: SiteDescription
        /// When the period was opened whose terms they are.
        var openedAt: Instant?
        /// What the battery had at the last look.
        var charge: Energy?
    }

    init(
        site: String,
        terms: PeriodTerms,
        names: [BuildingID: String],
        ledger: PeerLedger,
        store: LedgerStore,
        recorder: SiteRecorder,
        clock: SteadyClock
    ) {
        described = Mutex(Described(site: SiteDescription(site: site, terms: terms, names: names)))
        self.names = names
        self.ledger = ledger
        self.store = store
        self.recorder = recorder
        self.clock = clock
    }

    var description: SiteDescription { described.withLock(\.site) }

    /// Takes up the terms of a period that has been opened since the last look.
    private func describe(_ overview: AllocationResponse) async throws(CallFailure) {
        let openedAt = overview.cluster.openedAt
        described.withLock { $0.charge = overview.cluster.charge }
        guard described.withLock({ $0.openedAt != openedAt }), let terms = try await ledger.terms() else { return }
        described.withLock { described in
            let site = SiteDescription(site: described.site.site, terms: terms, names: names)
            (described.site, described.openedAt) = (site, openedAt)
        }
    }

    func state() async throws -> SiteState {
        let now = clock.now()
        let overview = try await overview()
        let tip = try store.tip()
        let head = LedgerHead(
            height: tip.height,
            transactions: tip.frontier.size,
            time: tip.time,
            hash: tip.hash.hex
        )
        guard let overview else {
            let charge = described.withLock(\.charge)
            return SiteState(closedSite: description, charge: charge, head: head, at: now)
        }
        try await describe(overview)
        return SiteState(overview, of: description, head: head, at: now)
    }

    /// How the open period stands; `nil` while none is open.
    private func overview() async throws(CallFailure) -> AllocationResponse? {
        do {
            return try await ledger.overview()
        } catch .refused(.noPeriod, _) {
            return nil
        }
    }

    func allocations(of building: BuildingID?) -> [RecentAllocations.Entry] { recorder.allocations(of: building) }

    func counters() -> SiteCounters {
        var counters = recorder.counters
        counters.heap = ProcessHeap.use
        return counters
    }

    func impediment() -> String? {
        recorder.counters.isConnected ? nil : "the broker is not connected"
    }
}
