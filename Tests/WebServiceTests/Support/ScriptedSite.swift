import Allocation
import AllocationContract
import Monitor
import Synchronization
import TestKit
import Testing
import Units
import WebService

/// A site of two members that says what the test tells it to.
final class ScriptedSite: SiteSource {
    struct Failure: Error {}

    private let failures = AsyncStream.makeStream(of: Void.self)

    let description: SiteDescription
    private let script = Mutex<(power: Int64, isFailing: Bool, impediment: String?)>((0, false, nil))

    init() throws {
        let terms = try ClusterTerms(
            contractCap: .kilowatts(100),
            battery: BatteryTerms(power: .kilowatts(50), capacity: .wattHours(20_000), roundTripEfficiency: .whole),
            prices: ServerPrices(
                gridContract: Price(micros: 200_000),
                battery: Price(micros: 300_000),
                gridPremium: Price(micros: 1_400_000)
            ),
            buildings: [
                BuildingTerms(id: try building("b01"), allocationFactor: Share(partsPerBillion: 600_000_000)),
                BuildingTerms(id: try building("b02"), allocationFactor: Share(partsPerBillion: 400_000_000)),
            ]
        )
        let policy = try AllocationPolicy(kind: .adaptive, discipline: .admission)
        description = SiteDescription(
            site: "riverside",
            terms: PeriodTerms(cluster: terms, policy: policy, currency: "EUR"),
            names: [try building("b01"): "School"]
        )
    }

    /// What b01 draws from now on.
    func draw(watts: Int64) { script.withLock { $0.power = watts } }

    /// Lets the ledger not answer the next question, and waits until it was asked.
    func failOnce() async {
        script.withLock { $0.isFailing = true }
        _ = await failures.stream.first { _ in true }
    }

    func impede(_ reason: String?) { script.withLock { $0.impediment = reason } }

    func state() async throws -> SiteState {
        let (power, isFailing, _) = script.withLock { $0 }
        if isFailing {
            script.withLock { $0.isFailing = false }
            failures.continuation.yield()
            throw Failure()
        }
        let contract = Split(gridContract: .watts(power))
        let account = EnergyAccount(gridContract: .wattHours(1_500), gridPremium: .wattHours(500))
        let overview = AllocationResponse(
            allocations: [try allocation("b01", contract), try allocation("b02", .zero)],
            cluster: ClusterSummary(
                openedAt: .milliseconds(0),
                mode: .noBounds,
                split: contract,
                reserved: .zero,
                charge: .wattHours(12_345),
                isBatteryEmpty: false,
                nextDue: nil
            ),
            tariff: Tariff(policy: .adaptive, prices: description.terms.cluster.prices, currency: "EUR"),
            notices: [],
            statements: [
                MemberStatement(building: try building("b01"), account: account, costMicros: 1_000_000),
                MemberStatement(building: try building("b02"), account: .zero, costMicros: 0),
            ]
        )
        let head = LedgerHead(height: 12, transactions: 34, time: .milliseconds(1_000), hash: "ab")
        return SiteState(overview, of: description, head: head, at: .milliseconds(1_777_777_777_123))
    }

    func allocations(of building: BuildingID?) -> [RecentAllocations.Entry] {
        let all = (0..<30).compactMap { number -> RecentAllocations.Entry? in
            guard let allocation = try? allocation(number.isMultiple(of: 2) ? "b01" : "b02", .zero) else { return nil }
            return RecentAllocations.Entry(
                at: .milliseconds(Int64(number)),
                allocation: allocation,
                mode: .strict,
                txid: "\(number)",
                block: number,
                index: 0
            )
        }
        return all.reversed().filter { building == nil || $0.allocation.building == building }
    }

    func counters() -> SiteCounters {
        var counters = SiteCounters()
        counters.heap = HeapUse(live: 12_000_000, held: 20_000_000)
        counters.replies = ["OK": 3, "STALE_SEQ": 1]
        counters.unanswered = ["b02": 4_711]
        counters.transactions = 4
        counters.isConnected = true
        for microseconds in [900, 7_000, 7_000, 9_000_000] as [Int64] {
            counters.commitLatency.count(microseconds: microseconds)
        }
        return counters
    }

    func impediment() -> String? { script.withLock { $0.impediment } }

    private func allocation(_ name: String, _ split: Split) throws -> BuildingAllocation {
        BuildingAllocation(
            building: try building(name),
            split: split,
            limits: [.gridContractFull],
            isStale: false,
            validUntil: nil,
            order: MessageOrder(epoch: 1, sequence: 1)
        )
    }
}

func building(_ text: String) throws -> BuildingID { try #require(BuildingID(text)) }

/// A ledger of ten blocks of a transaction each, of which a checkpoint covers the first nine.
struct ScriptedLedger: LedgerSource {
    let logKey: String? = "riverside+00000000+AQ=="

    static func id(_ number: Int) -> String { String(repeating: "0", count: 63) + "\(number)" }

    func blocks(before: Int?, limit: Int) throws -> [RecordedBlock] {
        try (0..<min(before ?? 10, 10)).reversed().prefix(limit).compactMap(block)
    }

    func block(_ number: Int) throws -> RecordedBlock? {
        guard (0..<10).contains(number) else { return nil }
        let transaction = RecordedTransaction(
            id: Self.id(number),
            number: number,
            place: (number, 0),
            code: (11, "MVCC_READ_CONFLICT"),
            call: ("request", BuildingID("b01")),
            proposedAt: .milliseconds(Int64(number) * 1_000),
            decision: nil
        )
        let time = Instant.milliseconds(Int64(number) * 1_000)
        return RecordedBlock(number: number, time: time, hash: "cd", transactions: [transaction])
    }

    func transaction(_ id: String) throws -> RecordedTransaction? {
        try (0..<10).first { Self.id($0) == id }.flatMap { try block($0)?.transactions.first }
    }

    func search(_ query: LedgerQuery) throws -> LedgerFindings {
        try query.search(height: 10, time: { .milliseconds(Int64($0) * 1_000) }, block: block)
    }

    func proof(of id: String) throws -> [UInt8]? {
        id == Self.id(9) ? nil : Array("c2sp.org/tlog-proof@v1\n".utf8)
    }

    func periods(before: Instant?, limit: Int) throws -> [RecordedPeriod] {
        guard before == nil || before == .milliseconds(3_600_000) else { throw BillRefusal("no such period") }
        let ends: [Instant?] = before == nil ? [nil, .milliseconds(3_599_999)] : [.milliseconds(3_599_999)]
        return try ends.prefix(limit).map { end in
            RecordedPeriod(
                openedAt: .milliseconds(end == nil ? 3_600_000 : 0),
                closedAt: end,
                block: end == nil ? 5 : 1,
                policy: "adaptive",
                currency: "EUR",
                buildings: [try building("b01"), try building("b02")]
            )
        }
    }

    func bill(of building: BuildingID, openedAt: Instant?) throws -> [UInt8] {
        if building.text == "busy" { throw BillRefusal("another bill is being made", isBusy: true) }
        guard building.text == "b01", openedAt.map({ $0.milliseconds % 3_600_000 == 0 }) ?? true else {
            throw BillRefusal("there is none")
        }
        return Array("commonwatt/proof-bundle@v1\n".utf8)
    }
}
