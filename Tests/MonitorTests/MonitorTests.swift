import Allocation
import AllocationContract
import Monitor
import Testing
import Units

@Suite("What a site remembers for whoever looks")
struct MonitorTests {
    private func entry(_ building: String, block: Int, index: Int = 0) throws -> RecentAllocations.Entry {
        let allocation = BuildingAllocation(
            building: try #require(BuildingID(building)),
            split: Split(gridContract: .watts(Int64(block))),
            limits: [],
            isStale: false,
            validUntil: nil,
            order: MessageOrder(epoch: 1, sequence: Int64(block))
        )
        let txid = "\(block).\(index)"
        return RecentAllocations.Entry(
            at: .milliseconds(Int64(block)),
            allocation: allocation,
            mode: .strict,
            txid: txid,
            block: block,
            index: index
        )
    }

    @Test("Allocations are kept in the ledger's order, whatever order their outcomes come in")
    func order() throws {
        var recent = RecentAllocations()
        for (block, index) in [(5, 0), (3, 1), (3, 0), (9, 0), (4, 2)] {
            recent.add(try entry(block == 4 ? "b02" : "b01", block: block, index: index))
        }
        #expect(recent.latest.map(\.txid) == ["9.0", "5.0", "4.2", "3.1", "3.0"])
        #expect(recent.latest(of: try #require(BuildingID("b02"))).map(\.txid) == ["4.2"])
        #expect(recent.latest(of: try #require(BuildingID("b03"))).isEmpty)
    }

    @Test("A busy member does not push out what a quiet one was told")
    func bounded() throws {
        var recent = RecentAllocations()
        recent.add(try entry("quiet", block: 0))
        for block in 1...300 { recent.add(try entry("busy", block: block)) }
        #expect(recent.latest.count == RecentAllocations.limit)
        #expect(recent.latest.first?.block == 300)
        #expect(recent.latest.last?.block == 201)
        #expect(recent.latest(of: try #require(BuildingID("quiet"))).count == 1)
    }

    @Test(
        "A duration is counted in the smallest bucket that holds it",
        arguments: [
            (Int64(0), 0), (1_000, 0), (1_001, 1), (25_000, 4), (25_001, 5), (5_000_000, 10), (5_000_001, 11),
        ]
    )
    func histogram(microseconds: Int64, bucket: Int) {
        var histogram = LatencyHistogram()
        histogram.count(microseconds: microseconds)
        #expect(histogram.counts.firstIndex(of: 1) == bucket)
        #expect(histogram.total == 1)
        #expect(histogram.sumMicroseconds == microseconds)
    }
}
