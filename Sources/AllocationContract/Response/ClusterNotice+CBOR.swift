import Allocation
import CBOR
import Units

extension ClusterNotice {
    /// `[kind, building index or mode, instant ms, …]` with what the kind has more: a length in milliseconds, energies
    /// in millijoules.
    func write(to writer: inout CBORWriter) {
        let (kind, subject, instant, values) = fields
        writer.array(3 + values.count)
        writer.int(kind)
        writer.int(subject)
        writer.int(instant.milliseconds)
        for value in values { writer.int(value) }
    }

    private var fields: (kind: Int64, subject: Int64, instant: Instant, values: [Int64]) {
        switch self {
        case .batteryEmpty(let at): (0, 0, at, [])
        case .quotaExhausted(let building, let at): (1, Int64(building), at, [])
        case .becameStale(let building, let at): (2, Int64(building), at, [])
        case .returned(let building, let at): (3, Int64(building), at, [])
        case .switched(let mode, let at): (4, mode == .strict ? 1 : 0, at, [])
        case .gapSettled(let building, let length, let energy, let at):
            (5, Int64(building), at, [length.milliseconds, energy.millijoules])
        case .breach(let building, let energy, let at): (6, Int64(building), at, [energy.millijoules])
        case .meterReplaced(let building, let from, let to, let at):
            (7, Int64(building), at, [from.millijoules, to.millijoules])
        case .batteryRead(let from, let to, let at): (8, 0, at, [from.millijoules, to.millijoules])
        }
    }

    init(from reader: inout CBORReader) throws {
        let count = try reader.array()
        guard (3...5).contains(count) else { throw ContractFormatError.value("notice") }
        let (kind, subject) = (try reader.int(), try reader.int())
        let instant = Instant(milliseconds: try reader.int())
        var values: [Int64] = []
        for _ in 3..<count { values.append(try reader.int()) }
        guard let building = Int(exactly: subject) else { throw ContractFormatError.value("notice") }
        switch (kind, count) {
        case (0, 3): self = .batteryEmpty(at: instant)
        case (1, 3): self = .quotaExhausted(building: building, at: instant)
        case (2, 3): self = .becameStale(building: building, at: instant)
        case (3, 3): self = .returned(building: building, at: instant)
        case (4, 3): self = .switched(to: subject == 1 ? .strict : .noBounds, at: instant)
        case (5, 5):
            self = .gapSettled(
                building: building,
                length: .milliseconds(values[0]),
                energy: .millijoules(values[1]),
                at: instant
            )
        case (6, 4): self = .breach(building: building, energy: .millijoules(values[0]), at: instant)
        case (7, 5):
            let (from, to) = (Energy.millijoules(values[0]), Energy.millijoules(values[1]))
            self = .meterReplaced(building: building, from: from, to: to, at: instant)
        case (8, 5): self = .batteryRead(from: .millijoules(values[0]), to: .millijoules(values[1]), at: instant)
        default: throw ContractFormatError.value("kind of notice")
        }
    }
}
