import Allocation
import Cryptography
import Ledger
import Units

/// The contract's state in memory: the cluster as the records of the ledger describe it.
struct Projection: Sendable {
    let terms: PeriodTerms
    var cluster: Cluster
    /// When the period was opened.
    let openedAt: Instant
    var isOpen: Bool
    /// The last message acted on, for each building.
    var orders: [MessageOrder]
    /// The splits after the last transaction, to tell which a transaction changes.
    var splits: [Split]
    /// The bytes of the guard key that this projection goes with.
    var guardBytes: [UInt8]

    /// The projection of a new period; what is switched on at the end of the last one stays on.
    init(terms: PeriodTerms, charge: Energy?, openedAt: Instant, following last: Projection?) {
        self.terms = terms
        self.cluster =
            if let last {
                Cluster(
                    terms: terms.cluster,
                    policy: terms.policy,
                    following: last.cluster,
                    openedAt: openedAt,
                    charge: charge
                )
            } else {
                Cluster(terms: terms.cluster, policy: terms.policy, openedAt: openedAt, charge: charge)
            }
        self.cluster.isRecording = true
        self.openedAt = openedAt
        self.isOpen = true
        self.orders = last?.orders(under: terms) ?? terms.cluster.buildings.map { _ in .beforeAll }
        self.splits = terms.cluster.buildings.indices.map { [cluster] in cluster.split(of: $0) }
        self.guardBytes = []
    }

    /// The index of a building of the terms.
    func index(of building: BuildingID) throws(ChaincodeError) -> Int {
        let buildings = terms.cluster.buildings
        var (low, high) = (0, buildings.count)
        while low < high {
            let middle = (low + high) / 2
            if buildings[middle].id < building { low = middle + 1 } else { high = middle }
        }
        guard low < buildings.count, buildings[low].id == building else {
            throw Refusal.unknownBuilding.because("the terms name no building '\(building)'")
        }
        return low
    }
}
