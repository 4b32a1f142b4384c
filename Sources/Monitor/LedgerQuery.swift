public import Allocation
public import Units

/// What somebody looks for in the ledger, from its end backwards.
public struct LedgerQuery: Hashable, Sendable {
    /// The building concerned; `nil` for any.
    public var building: BuildingID?

    /// The time of the earliest block and of the latest; `nil` for any.
    public var from: Instant?, to: Instant?

    /// Only blocks before that number; `nil` for all.
    public var before: Int?

    /// So many transactions are enough.
    public var limit: Int

    /// So many blocks are read for an answer at most, so that a search never keeps the ledger long.
    public static let blockBudget = 300

    /// Creates a query.
    public init(
        building: BuildingID? = nil,
        from: Instant? = nil,
        to: Instant? = nil,
        before: Int? = nil,
        limit: Int = 25
    ) {
        self.building = building
        self.from = from
        self.to = to
        self.before = before
        self.limit = limit
    }

    /// Searches a chain.
    ///
    /// - Parameters:
    ///   - height: The number of blocks.
    ///   - time: When a block was cut; the times never go back.
    ///   - block: Reads a block.
    public func search(
        height: Int,
        time: (Int) throws -> Instant,
        block: (Int) throws -> RecordedBlock?
    ) rethrows -> LedgerFindings {
        var findings = LedgerFindings()
        var number = min(height, max(before ?? height, 0)) - 1
        if let to, number >= 0 { number = try Self.last(upTo: number) { try time($0) <= to } }
        var budget = Self.blockBudget
        while number >= 0, budget > 0, findings.transactions.count < limit, let found = try block(number) {
            if let from, found.time < from { return findings.ending() }
            findings.transactions += found.transactions.reversed().filter { one in
                building.map { one.concerns($0) } ?? true
            }
            findings.next = number
            number -= 1
            budget -= 1
        }
        return number < 0 ? findings.ending() : findings
    }

    /// The last number for which a condition holds that holds up to some number and not beyond; -1 if it never does.
    private static func last(upTo highest: Int, where holds: (Int) throws -> Bool) rethrows -> Int {
        var (low, high) = (0, highest + 1)
        while low < high {
            let middle = (low + high) / 2
            if try holds(middle) { low = middle + 1 } else { high = middle }
        }
        return low - 1
    }
}

/// What a search has found.
public struct LedgerFindings: Hashable, Sendable {
    /// The transactions, the latest first.
    public var transactions: [RecordedTransaction] = []

    /// Where to go on: the `before` of the next query; `nil` at the ledger's beginning.
    public var next: Int?

    /// Nothing found, nowhere to go on.
    public init() {}

    func ending() -> LedgerFindings {
        var ended = self
        ended.next = nil
        return ended
    }
}
