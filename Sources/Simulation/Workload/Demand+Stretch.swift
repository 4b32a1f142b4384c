import Units

extension Demand {
    /// The stretch of time that is being drawn, and the ends that lie beyond it.
    struct Stretch: Sendable {
        private let horizon: Int64
        /// Where the stretch ends.
        private(set) var end: Int64 = 0
        private var later: [DemandEvent] = []
        private(set) var nextSlot: UInt32 = 0

        init(horizon: Int64) {
            self.horizon = horizon
        }

        /// Gives the requests that go on into a new stretch their slots, and moves the ends that fall into it.
        mutating func begin(until end: Int64, with events: inout [DemandEvent], carrying carried: inout [Int]) {
            self.end = end
            var kept = 0
            for index in later.indices {
                let departure = later[index].moved(to: UInt32(index))
                carried.append(later[index].slot)
                if departure.instant.milliseconds < end {
                    events.append(departure)
                } else {
                    later[kept] = departure
                    kept += 1
                }
            }
            nextSlot = UInt32(later.count)
            later.removeLast(later.count - kept)
        }

        /// Records a request's start, and its end if that lies in the stretch.
        @inline(__always)
        mutating func record(
            start: Int64,
            end departs: Int64,
            building: UInt32,
            power: Double,
            in output: inout OutputSpan<DemandEvent>
        ) {
            guard start < departs else { return }
            let slot = nextSlot
            nextSlot &+= 1
            output.append(DemandEvent(startAt: start, slot: slot, building: building, relativePower: power))
            let departure = DemandEvent(endAt: departs, slot: slot, building: building, start: start)
            if departs < end {
                output.append(departure)
            } else if departs < horizon {
                later.append(departure)
            }
        }
    }
}
