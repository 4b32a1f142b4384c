public import Allocation
public import AllocationContract
public import Units

/// How a site stands at an instant, as the ledger says.
public struct SiteState: Hashable, Sendable {
    /// When this was read.
    public let at: Instant

    /// Whether a period is open; between two of them nobody is allocated anything.
    public let isPeriodOpen: Bool

    /// The cluster: its split, its mode, its battery.
    public let cluster: ClusterSummary

    /// The policy and the prices.
    public let tariff: Tariff

    /// What grid-contract can still serve: the cap, less what is reserved for stale members, less what it serves.
    public let headroom: Power

    /// The members, ascending by identifier.
    public let members: [MemberState]

    /// The end of the ledger.
    public let head: LedgerHead

    /// Reads a state from the contract's overview.
    ///
    /// - Parameters:
    ///   - overview: The answer to `overview`: every allocation, and every member's statement so far.
    ///   - description: The site.
    ///   - head: The end of the ledger.
    ///   - instant: When the overview was read.
    public init(_ overview: AllocationResponse, of description: SiteDescription, head: LedgerHead, at instant: Instant)
    {
        at = instant
        isPeriodOpen = true
        cluster = overview.cluster
        tariff = overview.tariff
        let free =
            description.terms.cluster.contractCap - overview.cluster.reserved - overview.cluster.split.gridContract
        headroom = max(free, .zero)
        self.head = head
        members = zip(description.members, zip(overview.allocations, overview.statements)).map { member, parts in
            MemberState(member: member, allocation: parts.0, statement: parts.1, prices: overview.tariff.prices)
        }
    }

    /// The state of a site while no period is open: nothing is allocated, and nothing is counted yet.
    ///
    /// - Parameters:
    ///   - description: The site, with the terms of the next period.
    ///   - charge: What the battery had when it was last reckoned, if it was. The next period opens with it where its
    ///     terms have it open with a reading, and with a full battery else.
    ///   - head: Where the ledger ends.
    ///   - instant: The present instant.
    public init(closedSite description: SiteDescription, charge: Energy?, head: LedgerHead, at instant: Instant) {
        at = instant
        isPeriodOpen = false
        let terms = description.terms
        let isReading = terms.cluster.battery.start == .reading
        cluster = ClusterSummary(
            openedAt: instant,
            mode: terms.policy.kind == .strict ? .strict : .noBounds,
            split: Split(),
            reserved: .zero,
            charge: (isReading ? charge : nil) ?? terms.cluster.battery.capacity,
            isBatteryEmpty: false,
            nextDue: nil
        )
        let prices = terms.cluster.prices
        tariff = Tariff(policy: terms.policy.kind, prices: prices, currency: terms.currency)
        headroom = terms.cluster.contractCap
        self.head = head
        members = description.members.map { member in
            let allocation = BuildingAllocation(
                building: member.id,
                split: Split(),
                limits: [],
                isStale: false,
                validUntil: nil,
                order: .beforeAll
            )
            let statement = MemberStatement(building: member.id, account: EnergyAccount(), costMicros: 0)
            return MemberState(member: member, allocation: allocation, statement: statement, prices: prices)
        }
    }

    /// The members that are stale.
    public var staleMembers: [MemberState] { members.filter(\.allocation.isStale) }
}

/// How a member stands at an instant.
public struct MemberState: Hashable, Sendable {
    /// The member.
    public let member: SiteDescription.Member

    /// Its allocation in force.
    public let allocation: BuildingAllocation

    /// Its energy from each server in this period.
    public let account: EnergyAccount

    /// What that costs, exactly.
    public let cost: Cost

    init(
        member: SiteDescription.Member,
        allocation: BuildingAllocation,
        statement: MemberStatement,
        prices: ServerPrices
    ) {
        self.member = member
        self.allocation = allocation
        account = statement.account
        cost = statement.account.cost(at: prices)
    }
}

/// The end of the ledger.
public struct LedgerHead: Hashable, Sendable {
    /// The number of blocks.
    public let height: Int

    /// The number of transactions.
    public let transactions: Int

    /// When the last block was cut.
    public let time: Instant

    /// The hash of the last block's header, in hexadecimal.
    public let hash: String

    /// Creates a head.
    public init(height: Int, transactions: Int, time: Instant, hash: String) {
        self.height = height
        self.transactions = transactions
        self.time = time
        self.hash = hash
    }
}
