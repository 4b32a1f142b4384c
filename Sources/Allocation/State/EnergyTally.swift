import Units

/// A split that changes now and then, and the energies that it has drawn.
///
/// A power that rises by `Δ` at the instant `s` has drawn `Δ · (t − s)` more at `t`. So the energies at any instant are
/// the present split times that instant, less the sum of `Δ · s` over all changes, and only changes cost anything, not
/// the time between them. Sums and products are modulo 2⁶⁴, for an instant may lie far from zero; a cluster lets no
/// event pass after which an energy would outgrow its type, so the energies themselves are exact.
///
/// What grid-premium serves is what the others leave, so that it is kept by nobody: a load that changes and a part that
/// moves between servers touch two numbers each.
struct EnergyTally: Sendable, BitwiseCopyable {
    /// The power over all servers.
    private(set) var load = Power.zero
    private(set) var gridContract = Power.zero
    private(set) var battery = Power.zero
    /// For the load and the two cheap servers the sum of `Δ · s` in millijoules.
    private var loadMoment: Int64 = 0
    private var contractMoment: Int64 = 0
    private var batteryMoment: Int64 = 0

    /// The split of the load.
    @inline(__always)
    var split: Split {
        Split(gridContract: gridContract, battery: battery, gridPremium: load - gridContract - battery)
    }

    /// The energies up to an instant at which the split still holds.
    @inline(__always)
    func account(at instant: Instant) -> EnergyAccount {
        let (contractEnergy, batteryEnergy) = (contractEnergy(at: instant), batteryEnergy(at: instant))
        let premium = totalEnergy(at: instant).millijoules &- contractEnergy.millijoules &- batteryEnergy.millijoules
        return EnergyAccount(
            gridContract: contractEnergy,
            battery: batteryEnergy,
            gridPremium: .millijoules(premium)
        )
    }

    /// The energy over all servers.
    @inline(__always)
    func totalEnergy(at instant: Instant) -> Energy { .millijoules(Self.product(load, instant) &- loadMoment) }

    /// The energy from grid-contract.
    @inline(__always)
    func contractEnergy(at instant: Instant) -> Energy {
        .millijoules(Self.product(gridContract, instant) &- contractMoment)
    }

    /// The energy from the battery.
    @inline(__always)
    func batteryEnergy(at instant: Instant) -> Energy {
        .millijoules(Self.product(battery, instant) &- batteryMoment)
    }

    /// Changes the load; the rise falls to grid-premium, at first or at last.
    @inline(__always)
    mutating func changeLoad(by power: Power, at instant: Instant) {
        load += power
        loadMoment &+= Self.product(power, instant)
    }

    /// Moves power from grid-premium to the cheap servers.
    @inline(__always)
    mutating func shift(_ rise: ServerRise, at instant: Instant) {
        gridContract += rise.gridContract
        battery += rise.battery
        contractMoment &+= Self.product(rise.gridContract, instant)
        batteryMoment &+= Self.product(rise.battery, instant)
    }

    /// Adds energies that were drawn besides.
    mutating func book(_ account: EnergyAccount) {
        loadMoment &-= account.total.millijoules
        contractMoment &-= account.gridContract.millijoules
        batteryMoment &-= account.battery.millijoules
    }

    /// Makes an account the energies up to an instant.
    mutating func set(_ account: EnergyAccount, at instant: Instant) {
        loadMoment = Self.product(load, instant)
        contractMoment = Self.product(gridContract, instant)
        batteryMoment = Self.product(battery, instant)
        book(account)
    }

    @inline(__always)
    private static func product(_ power: Power, _ instant: Instant) -> Int64 {
        power.watts &* instant.milliseconds
    }
}

/// What the two cheap servers give more than before; where it is negative, less.
struct ServerRise: Sendable, BitwiseCopyable {
    var gridContract = Power.zero
    var battery = Power.zero

    static var zero: ServerRise { ServerRise() }

    @inline(__always)
    static func += (left: inout ServerRise, right: ServerRise) {
        left.gridContract += right.gridContract
        left.battery += right.battery
    }
}

extension ServerRise {
    /// The same, taken back.
    @inline(__always)
    static prefix func - (rise: ServerRise) -> ServerRise {
        ServerRise(gridContract: .zero - rise.gridContract, battery: .zero - rise.battery)
    }
}
