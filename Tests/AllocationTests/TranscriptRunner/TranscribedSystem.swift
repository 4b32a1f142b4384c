import Allocation
import Units

/// A system whose slices can be asked for what they are and why they are served as they are.
protocol TranscribedSystem: DecisionSystem {
    init(_ scenario: Scenario)

    /// Why a slice is not served by grid-contract alone.
    func limits(of slice: Observation.Slice) -> Limits

    /// The request that a slice is, or the load that it is a rise of, by their numbers in operations.
    func origin(of slice: Observation.Slice) -> SliceOrigin
}

/// What a slice stands for.
enum SliceOrigin: Hashable {
    case request(Int)
    case load(Int)
}

extension OracleSystem: TranscribedSystem {
    func limits(of slice: Observation.Slice) -> Limits {
        oracle.requests.first { $0.sequence == slice.sequence }.map { oracle.limits(of: $0) } ?? []
    }

    func origin(of slice: Observation.Slice) -> SliceOrigin {
        if let load = oracle.requests.first(where: { $0.sequence == slice.sequence })?.load { return .load(load) }
        return .request(sequences.first { $0.value == slice.sequence }?.key ?? 0)
    }
}

extension ClusterSystem: TranscribedSystem {
    func limits(of slice: Observation.Slice) -> Limits {
        // What is carried over from the last period is not named by the journal; of it, a building's limits must do.
        named[slice.sequence].map { cluster.limits(of: $0) } ?? cluster.limits(of: slice.building)
    }

    func origin(of slice: Observation.Slice) -> SliceOrigin {
        for (place, load) in loads.enumerated() {
            let records = cluster.buildingRecord(slice.building).loads
            if records.contains(where: { $0.id == load && $0.requests.contains(slice.sequence) }) {
                return .load(place + 1)
            }
        }
        return .request(handles.first { $0.value.sequence == slice.sequence }?.key ?? 0)
    }
}
