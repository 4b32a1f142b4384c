public import Units

/// The identifier of a building, `[a-z0-9-]{1,32}`; for live use the common name of its client certificate.
public struct BuildingID: Hashable, Sendable {
    /// The identifier's text.
    public let text: String

    /// Creates an identifier from text that has the form of one, else `nil`.
    public init?(_ text: String) {
        let bytes = text.utf8
        let isValid =
            (1...32).contains(bytes.count)
            && bytes.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
            }
        guard isValid else { return nil }
        self.text = text
    }
}

extension BuildingID: Comparable {
    /// Identifiers are ordered by their bytes, the same on every machine.
    public static func < (left: BuildingID, right: BuildingID) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
}

extension BuildingID: CustomStringConvertible {
    public var description: String { text }
}

/// A member of the cluster, as the terms name it.
public struct BuildingTerms: Hashable, Sendable {
    /// The building's identifier.
    public var id: BuildingID

    /// The resource allocation factor `RAF_n`, normalised so that the cluster's factors sum to at most one (Eq. 4.1).
    public var allocationFactor: Share

    /// Creates the terms of a building.
    public init(id: BuildingID, allocationFactor: Share) {
        self.id = id
        self.allocationFactor = allocationFactor
    }
}

/// The shared battery.
public struct BatteryTerms: Hashable, Sendable {
    /// The power rating `W`.
    public var power: Power

    /// The deliverable energy `C = W·H` of a full battery.
    public var capacity: Energy

    /// The round-trip efficiency `η`; it enters what charging costs, never an allocation.
    public var roundTripEfficiency: Share

    /// With what charge a period opens.
    public var start: BatteryStart

    /// Creates the terms of a battery.
    public init(power: Power, capacity: Energy, roundTripEfficiency: Share, start: BatteryStart = .full) {
        self.power = power
        self.capacity = capacity
        self.roundTripEfficiency = roundTripEfficiency
        self.start = start
    }
}

/// With what charge a period opens.
public enum BatteryStart: String, Hashable, Sendable, CaseIterable {
    /// Full, with `C` deliverable.
    case full

    /// With what the battery's own last reading says; the first period of all opens full where there is none.
    case reading
}

/// What a kilowatt-hour costs on each server; `p1 < p2 < p3` (Section 4.3).
public struct ServerPrices: Hashable, Sendable {
    /// The price `p1` of grid-contract.
    public var gridContract: Price

    /// The price `p2` of the battery.
    public var battery: Price

    /// The price `p3` of grid-premium.
    public var gridPremium: Price

    /// Creates the three prices.
    public init(gridContract: Price, battery: Price, gridPremium: Price) {
        self.gridContract = gridContract
        self.battery = battery
        self.gridPremium = gridPremium
    }
}

/// The terms that the members of a cluster signed: the contract's cap, the battery, the prices and who they are.
///
/// Buildings are kept in the order of their identifiers, so that "the lower id" and "the lower index" are the same.
public struct ClusterTerms: Hashable, Sendable {
    /// The contract's power cap `L_CAP`.
    public var contractCap: Power

    /// The shared battery.
    public var battery: BatteryTerms

    /// The prices of the three servers.
    public var prices: ServerPrices

    /// How far a meter may be above what was stated.
    public var meterTolerance: MeterTolerance

    /// The members, ascending by identifier.
    public private(set) var buildings: [BuildingTerms]

    /// Creates terms and checks them.
    ///
    /// - Throws: ``TermsError`` where a term is out of its range or two buildings share an identifier.
    public init(
        contractCap: Power,
        battery: BatteryTerms,
        prices: ServerPrices,
        meterTolerance: MeterTolerance = .standard,
        buildings: [BuildingTerms]
    ) throws(TermsError) {
        self.contractCap = contractCap
        self.meterTolerance = meterTolerance
        self.battery = battery
        self.prices = prices
        self.buildings = buildings.sorted { $0.id < $1.id }
        try self.check()
    }

    /// The number of buildings, `M`.
    public var buildingCount: Int { buildings.count }

    /// The strict band `⌊RAF_n · L_CAP⌋` of a building in grid-contract.
    public func band(of building: Int) -> Power {
        contractCap.scaledDown(by: buildings[building].allocationFactor)
    }

    /// The rate `⌊W / M⌋` at which a building may draw from the battery under the strict policy.
    public var batteryRate: Power { battery.power.dividedDown(by: buildings.count) }

    /// The battery energy `⌊RAF_n · C⌋` that a building may draw in a period under the strict policy.
    public func batteryQuota(of building: Int) -> Energy {
        battery.capacity.scaledDown(by: buildings[building].allocationFactor)
    }
}
