import Allocation
import AllocationContract
import Cryptography
import Ledger
import TestKit
import Testing
import Units

@Suite("The contract's identity")
struct ContractIdentityTests {
    @Test("It is the hash of what the contract does under every policy")
    func identity() throws {
        var results = Digest.zero
        for (index, (kind, discipline, signal)) in HotAndColdTests.policies.enumerated() {
            let policy = try AllocationPolicy(kind: kind, discipline: discipline, signal: signal)
            var random = SeededGenerator(seed: UInt64(index))
            var harness = ContractHarness()
            harness.terms = [1]
            let unsigned = AllocationCall.openPeriod(try exampleTerms(policy))
            results = .sha256(results.bytes, try bytes(of: unsigned, at: 0, &harness))
            harness.terms = nil
            results = .sha256(results.bytes, try openPeriod(policy, &harness).encoded)
            var now: Int64 = 0
            for step in 0..<400 {
                now += Int64(random.below(3_000))
                results = .sha256(results.bytes, try bytes(of: draw(step: step, &random), at: now, &harness))
            }
            // Leases run out before the period is closed, and others before the next is opened.
            for call in [.closePeriod, .openPeriod(try exampleTerms(policy)), AllocationCall.closePeriod] {
                now += 12_000
                results = .sha256(results.bytes, try bytes(of: call, at: now, &harness))
            }
        }
        #expect(
            AllocationContract.identity == results,
            """
            The contract reads, writes or answers something else than before: ledgers written so far cannot be \
            executed again by this program. If that is meant, its identity becomes \(results.hex).
            """
        )
    }

    private func openPeriod(
        _ policy: AllocationPolicy,
        _ harness: inout ContractHarness
    ) throws -> TransactionResult {
        let call = AllocationCall.openPeriod(try exampleTerms(policy))
        let result = try harness.execute(call, at: 0, with: &harness.executor)
        harness.apply(result)
        return result
    }

    /// What a call does, or why it is refused.
    private func bytes(
        of call: AllocationCall,
        at instant: Int64,
        _ harness: inout ContractHarness
    ) throws -> [UInt8] {
        do {
            let result = try harness.execute(call, at: instant, with: &harness.executor)
            harness.apply(result)
            return result.encoded
        } catch {
            guard case .refused(let code, _) = error else { throw error }
            return [UInt8(code)]
        }
    }

    private func draw(step: Int, _ random: inout SeededGenerator) throws -> AllocationCall {
        let building = "b0\(1 + random.below(3))"
        switch random.below(20) {
        case 14: return .failSafe
        case 15: return batteryReport(Int64(random.below(9_000_000)))
        case 16, 17, 18: return try meterReport(building, Int64(step * random.below(60_000)))
        case 0: return .expire(gone: BuildingID(building))
        case 1: return .expire(gone: nil)
        case 2: return .deplete
        case 3: return .switchMode
        default:
            let watts = random.below(4) == 0 ? 0 : Int64(random.below(900))
            return try levelChange(
                building,
                watts,
                sequence: Int64(step),
                load: "load-\(random.below(2))",
                leaseMilliseconds: Int64(random.below(30_000))
            )
        }
    }
}
