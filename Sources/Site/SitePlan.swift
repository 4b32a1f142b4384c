public import Allocation
public import Units

/// What a new site is to be like: all that ``SiteWriter`` needs to write it down.
public struct SitePlan: Hashable, Sendable {
    /// The site's name, `[a-z0-9-]{1,32}`.
    public var name: String
    /// The currency of the prices, an ISO 4217 code.
    public var currency: String
    /// The contract's cap.
    public var cap: Power
    /// The prices of the three servers.
    public var prices: Prices
    /// The battery's power.
    public var batteryPower: Power
    /// The battery's capacity in watt-hours.
    public var batteryWattHours: Int64
    /// How long a period lasts, as it stands in the file: `6h`.
    public var periodDuration: String
    /// The policy file's text.
    public var policy: String
    /// The members.
    public var buildings: [Member]
    /// The port of the broker on loopback.
    public var brokerPort: UInt16
    /// The path of the program that serves the site, for the service unit.
    public var program = "/usr/bin/commonwatt"
    /// The port of the page and the API on loopback; `nil` for a site without them.
    public var pagePort: UInt16?
    /// How many demands a second a building may send, and how many at once; `nil` for the controller's own limits.
    public var rateLimit: RateLimit?

    /// Prices per kWh as decimal text.
    public struct Prices: Hashable, Sendable {
        /// The price of grid-contract.
        public var gridContract: String
        /// The price of the battery.
        public var battery: String
        /// The price of grid-premium.
        public var gridPremium: String

        /// Creates prices.
        public init(gridContract: String, battery: String, gridPremium: String) {
            self.gridContract = gridContract
            self.battery = battery
            self.gridPremium = gridPremium
        }
    }

    /// How fast a building may send demands.
    public struct RateLimit: Hashable, Sendable {
        /// Demands a second, over time.
        public var demandsPerSecond: Int
        /// Demands at once.
        public var burst: Int

        /// Creates a limit.
        public init(demandsPerSecond: Int, burst: Int) {
            self.demandsPerSecond = demandsPerSecond
            self.burst = burst
        }
    }

    /// A member of the cluster with the demand that it is expected to have.
    public struct Member: Hashable, Sendable {
        /// The building's identifier.
        public var id: BuildingID
        /// Its name for people.
        public var name: String
        /// The arrival rate `λ_n` in requests per hour.
        public var arrivalsPerHour: Int
        /// The mean duration `1/μ_n` in seconds.
        public var meanDurationSeconds: Int
        /// The mean power `1/κ_n`.
        public var meanPower: Power

        /// Creates a member.
        public init(
            id: BuildingID,
            name: String,
            arrivalsPerHour: Int,
            meanDurationSeconds: Int,
            meanPower: Power
        ) {
            self.id = id
            self.name = name
            self.arrivalsPerHour = arrivalsPerHour
            self.meanDurationSeconds = meanDurationSeconds
            self.meanPower = meanPower
        }
    }

    /// The plan of a site with the thesis's battery and a cap of 1 000 kW.
    public init(name: String, policy: String, buildings: [Member], brokerPort: UInt16) {
        self.name = name
        self.currency = "EUR"
        self.cap = .kilowatts(1_000)
        self.prices = Prices(gridContract: "0.20", battery: "0.30", gridPremium: "1.40")
        self.batteryPower = .kilowatts(500)
        self.batteryWattHours = 1_500_000
        self.periodDuration = "6h"
        self.policy = policy
        self.buildings = buildings
        self.brokerPort = brokerPort
    }
}
