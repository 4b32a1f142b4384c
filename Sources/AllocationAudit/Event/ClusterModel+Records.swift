import Allocation
import AllocationContract
import Audit
import Units

// What is recorded: requests with their splits, buildings with their accounts.

extension ClusterModel {
    /// Takes over the requests of a write set.
    mutating func applyRequests(of event: RecordedEvent, _ change: inout EventChange) throws(DomainFinding) {
        for (sequence, record) in event.requests {
            let old = requests[sequence]
            if let old { change.shifts[old.building, default: .zero] -= old.split }
            guard let record else {
                requests[sequence] = nil
                continue
            }
            let split = Servers(record.split)
            try check(record.building)
            guard old.map({ $0.building == record.building }) ?? (sequence >= nextSequence) else {
                throw DomainFinding(
                    "request \(sequence)",
                    key: RecordedWrite.key(ofRequest: sequence),
                    expected: old.map { "one of \(period.id($0.building))" } ?? "a number of \(nextSequence) or more",
                    found: "one of \(period.id(record.building))",
                    because: "a request keeps its building, and a new one is numbered on"
                )
            }
            change.shifts[record.building, default: .zero] += split
            requests[sequence] = Request(building: record.building, split: split)
            if let old { change.altered.append((sequence, old.split)) } else { change.began.append(sequence) }
        }
        change.began.sort()
    }

    /// Takes over the buildings of a write set, each compared with what follows for it.
    mutating func applyBuildings(of event: RecordedEvent, _ change: inout EventChange) throws(DomainFinding) {
        for (index, record) in event.buildings {
            guard let record, members.indices.contains(index) else {
                throw .notice("a record of building \(index)", because: "buildings come and go with the terms only")
            }
            change.touched.append(index)
            change.splits[index] = members[index].split
            let split = members[index].split + (change.shifts[index] ?? .zero)
            try checkLoads(of: index, record, split: split)
            try checkFlags(of: index, record)
            let energies = try energies(of: index, record, event: event, &change)
            settle(index, account: energies, at: record.settledAt.milliseconds, split: split)
            try checkGaps(of: index, record, event: event)
            if change.pending.last?.index != index {
                try checkMeter(of: index, MemberModel.Meter(record.meter), expected: members[index].meter)
            }
        }
        try settlePending(event, &change)
        let touched = Set(change.touched)
        for index in change.moved + change.shifts.keys.sorted() where !touched.contains(index) {
            throw .missing(RecordedWrite.key(ofBuilding: index), because: "something of \(period.id(index)) changed")
        }
    }

    /// The loads are those that the building demanded, and its requests make up each.
    func checkLoads(of index: Int, _ record: BuildingRecord, split: Servers) throws(DomainFinding) {
        let key = RecordedWrite.key(ofBuilding: index)
        let member = members[index]
        func finding(_ expected: String, _ found: String) -> DomainFinding {
            DomainFinding(
                "demand of \(period.id(index))",
                key: key,
                expected: expected,
                found: found,
                because: "a building is allocated what it asked for, no more and no less"
            )
        }
        guard record.loads.count == member.loads.count else {
            throw finding("\(member.loads.count) loads", "\(record.loads.count)")
        }
        for load in record.loads {
            let demanded = member.loads[load.id]
            guard let demanded, demanded.power == load.power.watts, demanded.leaseEnd == load.leaseEnd?.milliseconds
            else {
                let expected = demanded.map { "\($0.power) W until \($0.leaseEnd ?? 0) ms" } ?? "no load \(load.id)"
                throw finding(expected, "\(load.id): \(load.power) until \(load.leaseEnd?.milliseconds ?? 0) ms")
            }
            var served = Servers.zero
            for sequence in load.requests {
                guard let request = requests[sequence], request.building == index else {
                    throw finding("active requests", "request \(sequence), which is none of its")
                }
                served += request.split
            }
            guard served.total == Int128(load.power.watts) else {
                throw finding("servers that give the \(load.power.watts) W of load \(load.id)", served.text("W"))
            }
        }
        guard split.total == member.demand else { throw finding("\(member.demand) W", split.text("W")) }
    }

    private func checkFlags(of index: Int, _ record: BuildingRecord) throws(DomainFinding) {
        let member = members[index]
        guard record.isStale == member.isStale, record.isQuotaExhausted == member.isQuotaExhausted else {
            let text = { (stale: Bool, drawn: Bool) in
                "\(stale ? "silent" : "heard"), battery energy \(drawn ? "used up" : "left")"
            }
            throw DomainFinding(
                "standing of \(period.id(index))",
                key: RecordedWrite.key(ofBuilding: index),
                expected: text(member.isStale, member.isQuotaExhausted),
                found: text(record.isStale, record.isQuotaExhausted),
                because: "what changes of itself is told in a notice"
            )
        }
    }

    private mutating func checkGaps(
        of index: Int,
        _ record: BuildingRecord,
        event: RecordedEvent
    ) throws(DomainFinding) {
        if isSettling(index, event.call) { members[index].settleSilences(at: event.instant) }
        let found = record.gaps.map {
            MemberModel.Silence(start: $0.start.milliseconds, end: $0.end?.milliseconds, level: $0.level.watts)
        }
        guard found != members[index].silences else { return }
        throw DomainFinding(
            "gaps of \(period.id(index))",
            key: RecordedWrite.key(ofBuilding: index),
            expected: MemberModel.text(members[index].silences),
            found: MemberModel.text(found),
            because: "for the time in which a building was silent it is billed by its last level"
        )
    }
}

extension MemberModel {
    /// Closing settles what has ended; who is still silent is settled up to now.
    mutating func settleSilences(at instant: Int64) {
        silences.removeAll { $0.end != nil }
        for index in silences.indices { silences[index].start = instant }
    }

    static func text(_ silences: [Silence]) -> String {
        guard !silences.isEmpty else { return "none" }
        return silences.map { "\($0.start) to \($0.end.map { "\($0)" } ?? "now") ms at \($0.level) W" }
            .joined(separator: "; ")
    }
}
