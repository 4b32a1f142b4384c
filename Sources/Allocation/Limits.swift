/// Why a request is not served wholly from grid-contract: the limits that bind it.
public struct Limits: OptionSet, Hashable, Sendable {
    /// One bit a limit.
    public let rawValue: UInt8

    /// Creates limits from their bits.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// The building's band `RAF_n · L_CAP` is used up.
    public static let allocationFactorShare = Limits(rawValue: 1 << 0)

    /// All of grid-contract is used.
    public static let gridContractFull = Limits(rawValue: 1 << 1)

    /// The battery's power `W`, or the building's rate `W / M`, is used up.
    public static let batteryPower = Limits(rawValue: 1 << 2)

    /// The battery has no charge left in this period.
    public static let batteryEmpty = Limits(rawValue: 1 << 3)

    /// The building has drawn its battery energy `RAF_n · C` of this period.
    public static let batteryQuota = Limits(rawValue: 1 << 4)

    /// The adaptive policy was in its strict mode.
    public static let adaptiveStrict = Limits(rawValue: 1 << 5)

    /// Grid-contract was taken back to reserve the band of a building that fell silent.
    public static let reservedBand = Limits(rawValue: 1 << 6)

    /// The limits' names as they stand in `limited_by`, in a fixed order.
    public var names: [String] {
        Self.named.filter { contains($0.limit) }.map(\.name)
    }

    private static let named: [(limit: Limits, name: String)] = [
        (.allocationFactorShare, "raf-share"),
        (.gridContractFull, "grid-contract-full"),
        (.batteryPower, "battery-power"),
        (.batteryEmpty, "battery-empty"),
        (.batteryQuota, "battery-quota"),
        (.adaptiveStrict, "adaptive-strict"),
        (.reservedBand, "reserved-band"),
    ]
}
