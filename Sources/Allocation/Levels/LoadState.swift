import Units

/// The level of one of a building's loads: the slices that make it up, the newest last.
struct LoadState: Sendable {
    let id: LoadID
    var power: Power
    var slices: [Int32] = []
    /// When the level's lease runs out.
    var leaseEnd: Instant?
}
