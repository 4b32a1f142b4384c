import Units

/// The index of no slice.
let noSlice: Int32 = -1

/// One active request, or one rise of a load's level: a constant power with its place in the arrival order.
struct Slice: Sendable {
    var sequence: Int64
    var building: Int32
    /// Whether the slot is in use.
    var isActive = true
    /// The limits that bound the split at admission; under redispatch they follow from the stack instead.
    var limits: Limits = []
    var power: Power
    var gridContract: Power = .zero
    var battery: Power = .zero
    /// The neighbours in the arrival order of the cluster.
    var cluster = Links()
    /// The neighbours in the arrival order of the building.
    var own = Links()
    /// The number of the last event that changed the slice, so that an event lists it once.
    var changedBy: Int64 = -1

    var gridPremium: Power { power - gridContract - battery }

    var isServedByContract: Bool { gridContract == power }

    var needsPremium: Bool { gridContract + battery != power }

    @inline(__always)
    mutating func serve(gridContract: Power, battery: Power) {
        self.gridContract = gridContract
        self.battery = battery
    }

    /// Neighbours in an arrival order.
    struct Links: Sendable {
        var previous: Int32 = noSlice
        var next: Int32 = noSlice
    }
}
