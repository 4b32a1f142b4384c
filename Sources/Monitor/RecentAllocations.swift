public import Allocation
public import AllocationContract
public import Units

/// The last allocations that were made durable, the latest first; the older ones stand on the ledger.
public struct RecentAllocations: Sendable {
    /// So many are kept for each member, and of all members together.
    public static let limit = 100

    private var all: [Entry] = []
    private var ofMember: [BuildingID: [Entry]] = [:]

    /// An allocation and the transaction that recorded it.
    public struct Entry: Hashable, Sendable {
        /// When it was made durable.
        public let at: Instant

        /// The allocation.
        public let allocation: BuildingAllocation

        /// Which rule was in force.
        public let mode: Mode

        /// The transaction's identifier in hexadecimal.
        public let txid: String

        /// The transaction's block.
        public let block: Int

        /// Its place in the block.
        public let index: Int

        /// Creates an entry.
        public init(at: Instant, allocation: BuildingAllocation, mode: Mode, txid: String, block: Int, index: Int) {
            self.at = at
            self.allocation = allocation
            self.mode = mode
            self.txid = txid
            self.block = block
            self.index = index
        }
    }

    /// Nothing yet.
    public init() {}

    /// Adds an allocation.
    public mutating func add(_ entry: Entry) {
        Self.insert(entry, into: &all)
        Self.insert(entry, into: &ofMember[entry.allocation.building, default: []])
    }

    /// The last allocations of all members.
    public var latest: [Entry] { all }

    /// The last allocations of a member.
    public func latest(of building: BuildingID) -> [Entry] { ofMember[building] ?? [] }

    /// Outcomes may come in another order than the ledger's; they are kept in the ledger's.
    private static func insert(_ entry: Entry, into entries: inout [Entry]) {
        let place = entries.firstIndex { ($0.block, $0.index) <= (entry.block, entry.index) } ?? entries.endIndex
        entries.insert(entry, at: place)
        if entries.count > limit { entries.removeLast() }
    }
}
