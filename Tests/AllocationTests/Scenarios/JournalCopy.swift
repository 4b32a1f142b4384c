import Allocation
import Units

/// A copy of a cluster's image that learns of changes by the journal alone, as a ledger does.
struct JournalCopy {
    private var cluster: ClusterRecord
    private var buildings: [BuildingRecord]
    private var requests: [Int64: RequestRecord] = [:]

    init(of original: Cluster) {
        cluster = original.clusterRecord
        buildings = original.terms.buildings.indices.map { original.buildingRecord($0) }
        for request in original.image.requests { requests[request.sequence] = request }
    }

    var image: ClusterImage {
        ClusterImage(
            cluster: cluster,
            buildings: buildings,
            requests: requests.keys.sorted().compactMap { requests[$0] }
        )
    }

    /// Takes over what the journal of the last event names. Returns what it names twice.
    mutating func follow(_ original: Cluster) -> String? {
        let journal = original.journal
        cluster = original.clusterRecord
        for building in journal.buildings { buildings[building] = original.buildingRecord(building) }
        for sequence in journal.ended { requests[sequence] = nil }
        for request in journal.changed {
            guard let record = original.requestRecord(request) else { continue }
            requests[request.sequence] = record
        }
        if Set(journal.buildings).count < journal.buildings.count { return "a building is named twice" }
        if Set(journal.changed).count < journal.changed.count { return "a changed request is named twice" }
        if Set(journal.ended).count < journal.ended.count { return "an ended request is named twice" }
        return nil
    }
}
