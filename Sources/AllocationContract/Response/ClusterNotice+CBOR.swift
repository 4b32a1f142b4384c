import Allocation
import CBOR
import Units

extension ClusterNotice {
    /// `[kind, building index or mode, instant ms]`.
    func write(to writer: inout CBORWriter) {
        writer.array(3)
        let (kind, subject, instant): (Int64, Int64, Instant) =
            switch self {
            case .batteryEmpty(let at): (0, 0, at)
            case .quotaExhausted(let building, let at): (1, Int64(building), at)
            case .becameStale(let building, let at): (2, Int64(building), at)
            case .returned(let building, let at): (3, Int64(building), at)
            case .switched(let mode, let at): (4, mode == .strict ? 1 : 0, at)
            }
        writer.int(kind)
        writer.int(subject)
        writer.int(instant.milliseconds)
    }

    init(from reader: inout CBORReader) throws {
        try reader.array(of: 3)
        let (kind, subject) = (try reader.int(), try reader.int())
        let instant = Instant(milliseconds: try reader.int())
        guard let building = Int(exactly: subject) else { throw ContractFormatError.value("notice") }
        switch kind {
        case 0: self = .batteryEmpty(at: instant)
        case 1: self = .quotaExhausted(building: building, at: instant)
        case 2: self = .becameStale(building: building, at: instant)
        case 3: self = .returned(building: building, at: instant)
        case 4: self = .switched(to: subject == 1 ? .strict : .noBounds, at: instant)
        default: throw ContractFormatError.value("kind of notice")
        }
    }
}
