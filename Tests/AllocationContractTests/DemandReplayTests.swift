import Allocation
import AllocationContract
import Ledger
import TestKit
import Testing
import Units

@Suite("Recorded demand, played again")
struct DemandReplayTests {
    /// Every rule under every discipline and signal that it has.
    static let policies: [AllocationPolicy] = PolicyKind.allCases.flatMap { kind in
        Discipline.allCases.flatMap { discipline in
            [nil, AdaptiveSignal.clusterLoad, .gridContractLoad].compactMap { signal in
                let isAdaptive = kind == .adaptive
                guard isAdaptive == (signal != nil) else { return nil }
                return try? AllocationPolicy(
                    kind: kind,
                    discipline: discipline,
                    signal: signal,
                    hysteresis: isAdaptive ? .watts(50) : .zero,
                    dwell: isAdaptive ? .milliseconds(7_000) : .zero
                )
            }
        }
    }

    /// What happens in two periods, whatever the policy: levels, leases and silences. The second has other terms.
    private enum Event {
        case open(Int64)
        case call(AllocationCall)
        case close
    }

    private static func events(seed: UInt64) throws -> [(at: Int64, event: Event)] {
        var random = SeededGenerator(seed: seed)
        var now: Int64 = 1_000
        var events: [(at: Int64, event: Event)] = []
        var sequence: Int64 = 0
        for cap in [Int64(1_000), 700] {
            events.append((now, .open(cap)))
            for _ in 0..<120 {
                now += Int64(random.below(3_000))
                sequence += 1
                let building = "b0\(1 + random.below(3))"
                let call =
                    random.below(15) == 0
                    ? AllocationCall.expire(gone: BuildingID(building))
                    : try levelChange(
                        building,
                        random.below(4) == 0 ? 0 : Int64(1 + random.below(900)),
                        sequence: sequence,
                        load: "load-\(random.below(2))",
                        leaseMilliseconds: Int64(1 + random.below(30_000))
                    )
                events.append((now, .call(call)))
            }
            now += 5_000
            events.append((now, .close))
            now += 2_000
        }
        return events
    }

    /// The calls of a ledger that a controller would have written under a policy, with what the contract answered.
    private static func record(_ policy: AllocationPolicy, seed: UInt64) throws -> [RecordedCall] {
        var harness = ContractHarness()
        var records: [RecordedCall] = []
        func note(_ call: AllocationCall, at milliseconds: Int64, _ response: AllocationResponse) {
            records.append(
                RecordedCall(
                    place: Version(block: records.count, transaction: 0),
                    call: call,
                    instant: .milliseconds(milliseconds),
                    response: response.encoded
                )
            )
        }
        for (at, event) in try events(seed: seed) {
            let call: AllocationCall
            switch event {
            case .open(let cap):
                var terms = try exampleTerms(policy)
                terms.cluster.contractCap = .watts(cap)
                call = .openPeriod(terms)
            case .call(let demand): call = demand
            case .close: call = .closePeriod
            }
            // Half of what falls due has a transaction of its own, as a controller has time for it.
            for due in [AllocationCall.deplete, .expire(gone: nil), .switchMode] where at.isMultiple(of: 2) {
                guard let response = try? harness.invoke(due, at: at) else { continue }
                note(due, at: at, response)
            }
            note(call, at: at, try harness.invoke(call, at: at))
        }
        return records
    }

    private static func periods(
        of records: [RecordedCall],
        under policies: [AllocationPolicy]
    ) throws -> [PeriodComparison] {
        var comparison = LedgerComparison(policies: policies)
        for record in records { try comparison.take(record) }
        return try comparison.periods()
    }

    @Test(
        "Under the policy that was in force it gives the ledger's own bills, under another that other's",
        arguments: 1...4
    )
    func everyPolicyFromEveryOther(seed: UInt64) throws {
        #expect(Self.policies.count == 9)
        let ledgers = try Self.policies.map { try Self.record($0, seed: seed) }
        let bills = try ledgers.map { try Self.periods(of: $0, under: []).map { try #require($0.bills) } }
        for (index, ledger) in ledgers.enumerated() {
            let periods = try Self.periods(of: ledger, under: Self.policies)
            #expect(periods.map(\.number) == [1, 2])
            for (number, period) in periods.enumerated() {
                #expect(period.isExplained)
                #expect(period.replayed == bills[index][number])
                #expect(period.terms.policy == Self.policies[index])
                for (other, statements) in period.alternatives.enumerated() {
                    #expect(statements == bills[other][number], "\(Self.policies[index]) as \(Self.policies[other])")
                }
            }
        }
        // The policies do differ, or nothing would have been shown.
        #expect(Set(bills.map { $0[0] }).count > 5)
    }

    @Test("A period that is still open ends with the last call and has no bills yet")
    func openPeriod() throws {
        let records = try Self.record(Self.policies[0], seed: 9)
        let cut = records.dropLast()
        let periods = try Self.periods(of: Array(cut), under: [Self.policies[1]])
        #expect(periods.count == 2 && periods[1].bills == nil && periods[1].isExplained)
        #expect(periods[1].endedAt == cut.last?.instant)
        #expect(periods[1].replayed.contains { $0.costMicros > 0 })
        #expect(periods[1].alternatives.count == 1)
    }

    @Test("Bills that do not follow from the demand are seen")
    func alteredBill() throws {
        var records = try Self.record(Self.policies[0], seed: 9)
        let last = try #require(records.last)
        var response = try AllocationResponse(encoded: last.response)
        response.statements[1].costMicros += 1
        let altered = RecordedCall(
            place: last.place,
            call: last.call,
            instant: last.instant,
            response: response.encoded
        )
        records[records.count - 1] = altered
        let periods = try Self.periods(of: records, under: [])
        #expect(periods.map(\.isExplained) == [true, false])
    }

    @Test("What cannot be played again names its place")
    func refused() throws {
        let records = try Self.record(Self.policies[0], seed: 9)
        let twice = Array(records.prefix(5)) + [records[4]]
        let error = #expect(throws: RecordError.self) { try Self.periods(of: twice, under: []) }
        #expect(error?.description.hasPrefix("block 4, transaction 0: it cannot be played again: refused") == true)
    }
}
