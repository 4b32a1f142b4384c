import Allocation

/// What follows for the cluster from everything recorded so far.
struct ClusterModel: Sendable {
    /// One active request.
    struct Request: Hashable, Sendable {
        var building: Int
        var split: Servers
    }

    var period: PeriodModel
    var members: [MemberModel]
    var requests: [Int64: Request] = [:]
    var isOpen = true
    var now: Int64
    var account = Servers.zero
    /// The split of all active requests.
    var split = Servers.zero
    /// The bands of the stale buildings.
    var reserved: Int128 = 0
    var isBatteryEmpty: Bool
    /// What the battery's own readings have added to its charge; it may be negative.
    var chargeCorrection: Int128 = 0
    var mode = Mode.noBounds
    var lastSwitch: Int64?
    var nextSequence: Int64 = 0

    /// Σ (account − split · time since opening) over the buildings: with the cluster's split it gives the sum of all
    /// accounts at any instant.
    private(set) var base = Servers.zero

    init(period: PeriodModel) {
        self.period = period
        now = period.openedAt
        members = Array(repeating: MemberModel(settledAt: period.openedAt), count: period.count)
        isBatteryEmpty = period.capacity == 0
    }

    /// What is left of the cap beside the bands of the stale buildings.
    var openCap: Int128 { max(period.cap - reserved, 0) }

    /// What the battery can still deliver.
    var charge: Int128 { period.capacity + chargeCorrection - account.battery }

    /// The sum of the buildings' accounts at an instant.
    func sumOfAccounts(at instant: Int64) -> Servers {
        base + split * (instant - period.openedAt)
    }

    /// Changes a building's account and split, and the sums with it.
    mutating func settle(_ building: Int, account: Servers, at instant: Int64, split: Servers) {
        let old = members[building]
        base -= old.account - old.split * (old.settledAt - period.openedAt)
        base += account - split * (instant - period.openedAt)
        self.split += split - old.split
        members[building].account = account
        members[building].settledAt = instant
        members[building].split = split
    }
}
