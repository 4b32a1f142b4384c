public import Units

/// A request's start or end.
///
/// Instants are whole milliseconds: the exact instants of arrival and departure are each rounded to the nearest one, so
/// that rounding neither adds up along a stream nor lengthens requests on average.
public struct DemandEvent: Hashable, Sendable {
    /// The instant, doubled, plus one for a start: in this order ends come before the starts of the same instant.
    let key: UInt64

    /// Where the request is kept until it has ended; a number that is free again is given to a later request.
    let slotNumber: UInt32

    let buildingNumber: UInt32

    @inline(__always)
    init(at milliseconds: Int64, isStart: Bool, slot: Int, building: UInt32) {
        self.key = UInt64(milliseconds) &<< 1 | (isStart ? 1 : 0)
        self.slotNumber = UInt32(truncatingIfNeeded: slot)
        self.buildingNumber = building
    }

    /// When it happens, from the start of the period.
    public var instant: Instant { Instant(milliseconds: Int64(key &>> 1)) }

    /// Whether the request starts; otherwise it ends.
    public var isStart: Bool { key & 1 == 1 }

    /// A small number that identifies the request while it is active.
    public var slot: Int { Int(slotNumber) }

    /// The index of the building.
    public var building: Int { Int(buildingNumber) }
}
