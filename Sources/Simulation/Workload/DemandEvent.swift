public import Units

/// A request's start or end.
///
/// Instants are whole milliseconds: the exact instants of arrival and departure are each rounded to the nearest one, so
/// that rounding neither adds up along a stream nor lengthens requests on average.
public struct DemandEvent: Hashable, Sendable, BitwiseCopyable {
    /// The instant, doubled, plus one for a start: in this order ends come before the starts of the same instant.
    @usableFromInline let key: UInt64

    /// For a start its relative power, for an end the millisecond of its start.
    @usableFromInline let value: Double

    @usableFromInline let slotNumber: UInt32

    @usableFromInline let buildingNumber: UInt32

    /// The key of the ends at an instant: the least of what happens then.
    static func key(_ milliseconds: Int64) -> UInt64 { UInt64(bitPattern: milliseconds) &<< 1 }

    @inline(__always)
    init(startAt milliseconds: Int64, slot: UInt32, building: UInt32, relativePower: Double) {
        key = UInt64(bitPattern: milliseconds) &<< 1 | 1
        value = relativePower
        slotNumber = slot
        buildingNumber = building
    }

    @inline(__always)
    init(endAt milliseconds: Int64, slot: UInt32, building: UInt32, start: Int64) {
        key = UInt64(bitPattern: milliseconds) &<< 1
        value = Double(start)
        slotNumber = slot
        buildingNumber = building
    }

    /// The same end under another slot.
    func moved(to slot: UInt32) -> DemandEvent {
        DemandEvent(endAt: Int64(key &>> 1), slot: slot, building: buildingNumber, start: Int64(value))
    }

    /// When it happens, from the start of the period.
    @inlinable public var instant: Instant { Instant(milliseconds: Int64(bitPattern: key &>> 1)) }

    /// Whether the request starts; otherwise it ends.
    @inlinable public var isStart: Bool { key & 1 == 1 }

    /// A small number that identifies the request within the present stretch of its ``Demand``.
    @inlinable public var slot: Int { Int(slotNumber) }

    /// The index of the building.
    @inlinable public var building: Int { Int(buildingNumber) }

    /// The power of a request that starts, in units of its building's mean power.
    @inlinable public var relativePower: Double { value }

    /// The power of a request that starts, where its building's mean is given in watts.
    ///
    /// It is rounded to the nearest whole watt, as often up as down, so that mean powers stay as they are.
    @inlinable
    public func power(ofMean meanWatts: Double) -> Power {
        Power(watts: Int64(relativePower * meanWatts + 0.5))
    }

    /// The order in which events happen.
    ///
    /// At the same instant ends come before starts; ends come in the order in which their requests arrived, starts by
    /// building; what is still alike, in the order of their numbers.
    @inline(__always)
    func precedes(_ other: DemandEvent) -> Bool {
        key != other.key ? key < other.key : breaksTie(with: other)
    }

    @inline(never)
    private func breaksTie(with other: DemandEvent) -> Bool {
        let (own, others) = isStart ? (0, 0) : (value, other.value)
        return (own, buildingNumber, slotNumber) < (others, other.buildingNumber, other.slotNumber)
    }
}

extension DemandEvent: TimedEvent {}
