public import Allocation
public import Units

/// A period of the ledger.
public struct RecordedPeriod: Hashable, Sendable {
    /// When it was opened: no two are opened at the same time.
    public let openedAt: Instant

    /// When it was closed; `nil` while it is open.
    public let closedAt: Instant?

    /// The block that opened it.
    public let block: Int

    /// The policy's name.
    public let policy: String

    /// The currency of its bills.
    public let currency: String

    /// Its members.
    public let buildings: [BuildingID]

    /// Creates a period.
    public init(
        openedAt: Instant,
        closedAt: Instant?,
        block: Int,
        policy: String,
        currency: String,
        buildings: [BuildingID]
    ) {
        self.openedAt = openedAt
        self.closedAt = closedAt
        self.block = block
        self.policy = policy
        self.currency = currency
        self.buildings = buildings
    }
}
