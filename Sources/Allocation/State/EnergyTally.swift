import Units

/// A split that changes now and then, and the energies that it has drawn.
///
/// A power that rises by `Δ` at the instant `s` has drawn `Δ · (t − s)` more at `t`. So the energies at any instant are
/// the present split times that instant, less the sum of `Δ · s` over all changes, and only changes cost anything, not
/// the time between them. Sums and products are modulo 2⁶⁴, for an instant may lie far from zero; a cluster lets no
/// event pass after which an energy would outgrow its type, so the energies themselves are exact.
struct EnergyTally: Sendable, BitwiseCopyable {
    private(set) var split = Split.zero
    /// For each server the sum of `Δ · s` in millijoules.
    private var gridContract: Int64 = 0
    private var battery: Int64 = 0
    private var gridPremium: Int64 = 0

    /// The energies up to an instant at which the split still holds.
    @inline(__always)
    func account(at instant: Instant) -> EnergyAccount {
        EnergyAccount(
            gridContract: .millijoules(Self.product(split.gridContract, instant) &- gridContract),
            battery: .millijoules(Self.product(split.battery, instant) &- battery),
            gridPremium: .millijoules(Self.product(split.gridPremium, instant) &- gridPremium)
        )
    }

    /// Adds a request's split.
    @inline(__always)
    mutating func add(_ other: Split, at instant: Instant) {
        split += other
        gridContract &+= Self.product(other.gridContract, instant)
        battery &+= Self.product(other.battery, instant)
        gridPremium &+= Self.product(other.gridPremium, instant)
    }

    /// Takes away a request's split.
    @inline(__always)
    mutating func subtract(_ other: Split, at instant: Instant) {
        split -= other
        gridContract &-= Self.product(other.gridContract, instant)
        battery &-= Self.product(other.battery, instant)
        gridPremium &-= Self.product(other.gridPremium, instant)
    }

    /// Changes what grid-premium serves.
    @inline(__always)
    mutating func changePremium(by power: Power, at instant: Instant) {
        split.gridPremium += power
        gridPremium &+= Self.product(power, instant)
    }

    /// Moves power from grid-premium to the cheap servers.
    @inline(__always)
    mutating func shift(_ rise: ServerRise, at instant: Instant) {
        split.gridContract += rise.gridContract
        split.battery += rise.battery
        split.gridPremium -= rise.gridContract + rise.battery
        let contractRise = Self.product(rise.gridContract, instant)
        let batteryRise = Self.product(rise.battery, instant)
        gridContract &+= contractRise
        battery &+= batteryRise
        gridPremium &-= contractRise &+ batteryRise
    }

    /// Adds energies that were drawn besides.
    mutating func book(_ account: EnergyAccount) {
        gridContract &-= account.gridContract.millijoules
        battery &-= account.battery.millijoules
        gridPremium &-= account.gridPremium.millijoules
    }

    /// Makes an account the energies up to an instant.
    mutating func set(_ account: EnergyAccount, at instant: Instant) {
        gridContract = Self.product(split.gridContract, instant)
        battery = Self.product(split.battery, instant)
        gridPremium = Self.product(split.gridPremium, instant)
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
