public import Allocation
public import Units

/// What was refused of a building's, or not even read, and when it was last said.
struct RefusalCount: Sendable {
    private(set) var refused: Int64 = 0
    private(set) var shed: Int64 = 0
    private var saidAt: Instant?
    private(set) var lastDetail = ""

    /// How often it is said at most.
    private static let pause = Interval.seconds(60)

    mutating func count(refused: Int64 = 0, shed: Int64 = 0, detail: String) {
        self.refused += refused
        self.shed += shed
        lastDetail = detail
    }

    /// Whether it is time to say it; then the counts begin anew.
    mutating func take(atLeast burst: Int64, now: Instant) -> RefusalCount? {
        guard refused >= burst || shed > 0, saidAt.map({ now - $0 >= Self.pause }) ?? true else { return nil }
        let counted = self
        (refused, shed, saidAt) = (0, 0, now)
        return counted
    }
}

extension ControllerMachine {
    /// How many refused demands are a burst that everybody is told of; who sent them is answered each time.
    private static let burst: Int64 = 20

    /// A message of a building's was refused.
    mutating func refused(
        _ building: BuildingID,
        _ status: ReplyStatus,
        _ detail: String,
        atLeast burst: Int64 = Self.burst,
        now: Instant
    ) -> [Action] {
        members[building]?.refusals.count(refused: 1, detail: "\(status.rawValue): \(detail)")
        return sayRefusals(of: building, atLeast: burst, now: now)
    }

    /// Messages of a building's came faster than they could be read; whoever sent them is told once.
    public mutating func shed(_ building: BuildingID, count: Int, now: Instant) -> [Action] {
        guard members[building] != nil else { return [] }
        let detail = "\(count) messages came faster than they could be read; send them again later"
        members[building]?.refusals.count(shed: Int64(count), detail: detail)
        let reply = AllocationReply(
            building: building,
            requestID: nil,
            status: .rateLimited,
            detail: detail,
            order: nil,
            allocation: members[building]?.allocation,
            unanswered: Int64(count)
        )
        return [.announce(.reply(reply))] + sayRefusals(of: building, atLeast: Self.burst, now: now)
    }

    private mutating func sayRefusals(of building: BuildingID, atLeast burst: Int64, now: Instant) -> [Action] {
        guard let counted = members[building]?.refusals.take(atLeast: burst, now: now) else { return [] }
        var actions: [Action] = []
        if counted.refused > 0 {
            let count = ControllerEvent.Value(name: "count", number: counted.refused)
            actions.append(event(.inputRefused, of: building, values: [count], detail: counted.lastDetail))
        }
        if counted.shed > 0 {
            let count = ControllerEvent.Value(name: "count", number: counted.shed)
            let detail = "messages came faster than they could be read"
            actions.append(event(.inputShed, of: building, values: [count], detail: detail))
        }
        return actions
    }
}
