import Allocation
import AllocationContract
import Ledger
import Testing
import Units

@Suite("What a ledger has recorded of demand")
struct RecordedDemandTests {
    private let start = Instant.milliseconds(1_780_000_000_000)
    private let ids = ["b01", "b02"].compactMap { BuildingID($0) }

    private func terms() throws -> PeriodTerms {
        let cluster = try ClusterTerms(
            contractCap: .watts(1_000),
            battery: BatteryTerms(power: .watts(500), capacity: .wattHours(1_500), roundTripEfficiency: .whole),
            prices: ServerPrices(
                gridContract: Price(micros: 1),
                battery: Price(micros: 2),
                gridPremium: Price(micros: 3)
            ),
            buildings: ids.map { BuildingTerms(id: $0, allocationFactor: Share(partsPerBillion: 500_000_000)) }
        )
        let policy = try AllocationPolicy(kind: .strict, discipline: .redispatch)
        return PeriodTerms(cluster: cluster, policy: policy, currency: "EUR")
    }

    /// A record some seconds after the start, with what happened of itself.
    private func record(
        _ call: AllocationCall,
        _ seconds: Int64,
        _ notices: [ClusterNotice] = []
    ) throws -> RecordedCall {
        let terms = try terms()
        let response = AllocationResponse(
            allocations: [],
            cluster: ClusterSummary(
                openedAt: start,
                mode: .strict,
                split: Split(),
                reserved: .zero,
                charge: .zero,
                isBatteryEmpty: false,
                nextDue: nil
            ),
            tariff: Tariff(policy: .strict, prices: terms.cluster.prices, currency: "EUR"),
            notices: notices
        )
        return RecordedCall(
            place: Version(block: 1, transaction: 0),
            call: call,
            instant: start + .seconds(seconds),
            response: response.encoded
        )
    }

    private func level(_ building: Int, _ load: String, _ watts: Int64) throws -> AllocationCall {
        let change = LevelChange(
            building: ids[building],
            load: try #require(LoadID(load)),
            power: .watts(watts),
            lease: .seconds(60),
            order: MessageOrder(epoch: 1, sequence: 1),
            message: []
        )
        return watts == 0 ? .release(change) : .request(change)
    }

    @Test("A request is what a level rises by; parts of a fall, silence and pauses between periods are told apart")
    func slices() throws {
        var record = DemandRecord()
        let calls: [(AllocationCall, Int64, [ClusterNotice])] = [
            (.openPeriod(try terms()), 0, []),
            (try level(0, "lift", 100), 10, []),  // A: 100 W from 10 s
            (try level(0, "lift", 400), 20, []),  // B: 300 W from 20 s
            (try level(0, "lift", 200), 30, []),  // of B 200 W end, after 10 s
            (try level(1, "oven", 50), 40, []),  // C: 50 W from 40 s
            (.closePeriod, 100, []),
            // Nothing runs for 1 000 s; what was on stays on.
            (.openPeriod(try terms()), 1_100, []),
            (.expire(gone: nil), 1_110, [.becameStale(building: 1, at: start + .seconds(1_110))]),  // C ends
            (try level(0, "lift", 0), 1_120, []),  // the rest of B and A end
            (.closePeriod, 1_200, []),
        ]
        for (call, seconds, notices) in calls { try record.take(self.record(call, seconds, notices)) }
        let demands = record.demands()
        #expect(demands.map(\.building) == ids)
        #expect(demands.map(\.observed) == [.seconds(200), .seconds(200)])
        // B's two parts, 10 s and 100 s, and A, 110 s: pauses do not count.
        #expect(demands[0].requests == 3 && demands[0].power == .watts(400))
        #expect(demands[0].duration == .seconds(10 + 100 + 110))
        #expect(demands[1].requests == 1 && demands[1].power == .watts(50))
        #expect(demands[1].duration == .seconds(70))
    }

    @Test("What has not ended counts up to the end of the record, and a record goes on after it was looked at")
    func unfinished() throws {
        var record = DemandRecord()
        try record.take(self.record(.openPeriod(try terms()), 0))
        try record.take(self.record(try level(0, "lift", 100), 10))
        try record.take(self.record(.switchMode, 50))
        #expect(record.demands()[0].duration == .seconds(40) && record.demands()[0].requests == 1)
        try record.take(self.record(try level(0, "lift", 0), 60))
        #expect(record.demands()[0].duration == .seconds(50) && record.demands()[0].requests == 1)
    }

    @Test("Without a period there is nothing")
    func empty() {
        #expect(DemandRecord().demands().isEmpty)
    }
}
