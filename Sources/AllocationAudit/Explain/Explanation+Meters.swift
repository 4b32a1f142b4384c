import Allocation
import AllocationContract
import Units

extension Explanation {
    /// What a meter's register came to.
    func settled(of index: Int, _ report: MeterReport) -> [String] {
        let (id, meter) = (report.building, after.members[index].meter)
        guard let before, before.members.indices.contains(index), let last = before.members[index].meter.reading else {
            return ["It is the first reading that counts: the next is settled from here."]
        }
        let old = before.members[index]
        let (register, shown) = (
            Int128(report.register.millijoules), Int128(report.register.millijoules) - last.register
        )
        guard register >= last.register else { return ["The register went backwards: nothing is billed for that."] }
        let booked = meter.estimated - old.meter.estimated + meter.breach - old.meter.breach
        let stated = after.members[index].account(at: after.now).total - booked - old.meter.accountAtReading
        var text =
            "Since its last reading it showed \(Self.energy(shown)); \(Self.energy(stated)) were booked to \(id) in "
            + "that time, and \(Self.energy(after.period.allowance(for: stated))) more are tolerated"
        if meter.breach > old.meter.breach {
            text += ": it was a breach, and \(Self.energy(booked)) were booked at grid-premium."
        } else if after.members[index].silences != old.silences || booked > 0 {
            text += ". For its silence \(Self.energy(booked)) were booked, within its own band and rate."
        } else {
            text += ": nothing was booked."
        }
        return [text]
    }

    /// What was told of a meter or of the battery.
    func meterNotice(_ notice: ClusterNotice) -> String {
        switch notice {
        case .gapSettled(let index, let length, let energy, let at):
            "At \(at) \(after.period.id(index))'s silence of \(length.milliseconds) ms was settled with "
                + "\(Self.energy(Int128(energy.millijoules)))."
        case .breach(let index, let energy, let at):
            "At \(at) \(after.period.id(index))'s meter showed \(Self.energy(Int128(energy.millijoules))) more than "
                + "it had stated."
        case .meterReplaced(let index, let from, let to, let at):
            "At \(at) \(after.period.id(index))'s register went back from \(Self.energy(Int128(from.millijoules))) to "
                + "\(Self.energy(Int128(to.millijoules)))."
        case .batteryRead(let from, let to, let at):
            "At \(at) the charge became \(Self.energy(Int128(to.millijoules))); "
                + "\(Self.energy(Int128(from.millijoules))) had been reckoned."
        case .batteryEmpty, .quotaExhausted, .becameStale, .returned, .switched: ""
        }
    }
}
