import Allocation
import AllocationContract
import Units

/// A member's recorded demand as it goes through the inbox.
struct RecordedDemandForm: Codable {
    let building: String
    let requests: Int64
    let duration: Int64
    let power: Int64
    let observed: Int64

    init(_ demand: RecordedDemand) {
        building = demand.building.text
        requests = demand.requests
        duration = demand.duration.milliseconds
        power = demand.power.watts
        observed = demand.observed.milliseconds
    }

    var demand: RecordedDemand {
        get throws(InboxFormatError) {
            guard let id = BuildingID(building) else { throw InboxFormatError(description: "'\(building)' is no id") }
            var demand = RecordedDemand(building: id)
            demand.requests = requests
            demand.duration = .milliseconds(duration)
            demand.power = .watts(power)
            demand.observed = .milliseconds(observed)
            return demand
        }
    }
}
