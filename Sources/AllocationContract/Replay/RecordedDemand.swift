public import Allocation
public import Ledger
public import Units

/// What a ledger has recorded of a member's demand: sums from which λ, 1/μ and 1/κ of Table 4.1 follow.
public struct RecordedDemand: Hashable, Sendable {
    /// The member.
    public let building: BuildingID

    /// How many requests arrived: rises of a load's level.
    public var requests: Int64 = 0

    /// Their durations together, as far as periods were open; one that has not ended counts up to the record's end.
    public var duration = Interval.zero

    /// Their powers together.
    public var power = Power.zero

    /// For how long periods were open that had the building for a member.
    public var observed = Interval.zero

    /// A member of whom nothing is recorded.
    public init(building: BuildingID) {
        self.building = building
    }
}

/// Reads the members' demand from a ledger's calls, one after the other.
///
/// A request is what a load's level rises by, and lasts until the level falls by it again, newest first, as slices do.
/// Of a fall that ends only a part of a request, that part is one of its own. Time runs only while a period is open.
public struct DemandRecord: Sendable {
    private struct Slice: Sendable {
        var power: Power
        var since: Interval
    }

    private struct Member: Sendable {
        var demand: RecordedDemand
        var loads: [LoadID: [Slice]] = [:]
        var since: Interval?
    }

    private var members: [BuildingID: Member] = [:]
    private var terms: [BuildingID] = []
    /// How long periods have been open, until the last call.
    private var open = Interval.zero
    private var last: Instant?

    /// Begins before the first call.
    public init() {}

    /// Reads a ledger, block by block.
    ///
    /// - Parameters:
    ///   - chain: The ledger.
    ///   - values: What is private of it.
    /// - Throws: `ChainError`, ``RecordError``.
    public static func read(
        _ chain: some ChainReader,
        values: (any PrivateValues)? = nil
    ) throws -> [RecordedDemand] {
        var record = DemandRecord()
        let reader = PrivateReader(of: chain, values: values)
        for number in 0..<(try chain.height()) {
            guard let block = try chain.block(number) else { continue }
            for call in try block.allocationCalls(opening: reader) { try record.take(call) }
        }
        return record.demands()
    }

    /// Takes the next call.
    ///
    /// - Throws: ``RecordError``, if its answer cannot be read.
    public mutating func take(_ record: RecordedCall) throws(RecordError) {
        if let last { open = open + max(record.instant - last, .zero) }
        if last != nil { last = record.instant }
        switch record.call {
        case .openPeriod(let terms, _): begin(terms.cluster.buildings.map(\.id), at: record.instant)
        case .request(let change), .release(let change): set(change.load, of: change.building, to: change.power)
        case .closePeriod: last = nil
        default: break
        }
        let response: AllocationResponse
        do {
            response = try AllocationResponse(encoded: record.response)
        } catch {
            throw RecordError(place: record.place, problem: "its answer cannot be read: \(error)")
        }
        for case .becameStale(let index, _) in response.notices where terms.indices.contains(index) {
            endAll(of: terms[index])
        }
    }

    /// What is recorded, of the members of the last period, ascending by building.
    public func demands() -> [RecordedDemand] {
        var copy = self
        for building in terms {
            copy.endAll(of: building)
            copy.leave(building)
        }
        return terms.compactMap { copy.members[$0]?.demand }
    }

    private mutating func begin(_ buildings: [BuildingID], at instant: Instant) {
        for building in terms where !buildings.contains(building) {
            endAll(of: building)
            leave(building)
        }
        for building in buildings {
            var member = members[building] ?? Member(demand: RecordedDemand(building: building))
            member.since = member.since ?? open
            members[building] = member
        }
        terms = buildings
        last = instant
    }

    private mutating func leave(_ building: BuildingID) {
        guard var member = members[building], let since = member.since else { return }
        member.demand.observed = member.demand.observed + (open - since)
        member.since = nil
        members[building] = member
    }

    private mutating func set(_ load: LoadID, of building: BuildingID, to power: Power) {
        guard var member = members[building] else { return }
        var slices = member.loads[load] ?? []
        let level = slices.reduce(Power.zero) { $0 + $1.power }
        if power > level { slices.append(Slice(power: power - level, since: open)) }
        var excess = max(level - power, .zero)
        while excess > .zero, let newest = slices.last {
            let part = min(excess, newest.power)
            member.demand.count(part, lasting: open - newest.since)
            slices[slices.count - 1].power = newest.power - part
            if part == newest.power { slices.removeLast() }
            excess = excess - part
        }
        member.loads[load] = slices.isEmpty ? nil : slices
        members[building] = member
    }

    private mutating func endAll(of building: BuildingID) {
        // Sums do not depend on the order of the loads.
        for load in members[building]?.loads.keys.sorted(by: { $0.text < $1.text }) ?? [] {
            set(load, of: building, to: .zero)
        }
    }
}

extension RecordedDemand {
    fileprivate mutating func count(_ power: Power, lasting duration: Interval) {
        requests += 1
        self.duration = self.duration + duration
        self.power = self.power + power
    }
}
