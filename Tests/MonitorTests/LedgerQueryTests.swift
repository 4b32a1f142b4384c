import Allocation
import Monitor
import Testing
import Units

@Suite("A search in the ledger")
struct LedgerQueryTests {
    /// Block n is cut at n seconds and has two transactions, by b00 and by b01, b02 or b03.
    private func block(_ number: Int) -> RecordedBlock? {
        let transactions = ["b00", "b0\(1 + number % 3)"].enumerated().map { index, building in
            RecordedTransaction(
                id: "\(number).\(index)",
                number: 2 * number + index,
                place: (number, index),
                code: (0, "VALID"),
                call: ("request", BuildingID(building)),
                proposedAt: .milliseconds(Int64(number) * 1_000),
                decision: nil
            )
        }
        let time = Instant.milliseconds(Int64(number) * 1_000)
        return RecordedBlock(number: number, time: time, hash: "", transactions: transactions)
    }

    private func search(
        _ query: LedgerQuery,
        height: Int,
        reading: @escaping (Int) -> Void = { _ in }
    ) -> LedgerFindings {
        let read = { (number: Int) -> RecordedBlock? in
            reading(number)
            return block(number)
        }
        return query.search(height: height, time: { .milliseconds(Int64($0) * 1_000) }, block: read)
    }

    @Test("It begins at the ledger's end and says where to go on; following that finds each transaction once")
    func pages() {
        var query = LedgerQuery(building: BuildingID("b01"), limit: 4)
        var found: [String] = []
        while true {
            let findings = search(query, height: 30)
            found += findings.transactions.map(\.id)
            guard let next = findings.next else { break }
            query.before = next
        }
        #expect(found == stride(from: 27, through: 0, by: -3).map { "\($0).1" })
    }

    @Test("Between two times it reads the blocks between them and no others")
    func times() {
        var read: [Int] = []
        let query = LedgerQuery(from: .milliseconds(99_500), to: .milliseconds(102_999), limit: 100)
        let findings = search(query, height: 100_000) { read.append($0) }
        #expect(findings.transactions.map(\.block) == [102, 102, 101, 101, 100, 100])
        #expect(findings.next == nil)
        #expect(read == [102, 101, 100, 99])
    }

    @Test("It never reads more blocks than its budget, and says that it has not seen all")
    func budget() {
        var count = 0
        let findings = search(LedgerQuery(building: BuildingID("b09")), height: 10_000) { _ in count += 1 }
        #expect(count == LedgerQuery.blockBudget)
        #expect(findings.transactions.isEmpty)
        #expect(findings.next == 10_000 - LedgerQuery.blockBudget)
    }

    @Test(
        "Times and places outside the ledger find nothing",
        arguments: [
            LedgerQuery(before: 0), LedgerQuery(to: .milliseconds(-1)), LedgerQuery(from: .milliseconds(1 << 49)),
        ]
    )
    func outside(query: LedgerQuery) {
        #expect(search(query, height: 10) == LedgerFindings())
    }
}
