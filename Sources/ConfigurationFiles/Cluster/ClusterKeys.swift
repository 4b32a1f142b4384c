enum ClusterKey: String, FileKey {
    case site
    case currency
    case contract
    case battery
    case meter
    case period
    case policy
    case buildings
    case mqtt
    case http
    case ledger
    case endorsement

    static let required: [ClusterKey] = [.site, .currency, .contract, .battery, .period, .buildings]
}

enum ContractKey: String, FileKey {
    case cap = "cap_w"
    case prices

    static let required = allCases
}

enum PricesKey: String, FileKey {
    case gridContract = "grid_contract"
    case battery
    case gridPremium = "grid_premium"

    static let required = allCases
}

enum BatteryKey: String, FileKey {
    case power = "power_w"
    case capacity = "capacity_wh"
    case roundTripEfficiency = "round_trip_efficiency"
    case start
    case tolerance = "tolerance_wh"

    static let required: [BatteryKey] = [.power, .capacity, .roundTripEfficiency]
}

enum MeterKey: String, FileKey {
    case share = "tolerance"
    case energy = "tolerance_wh"
    case interval

    static let required: [MeterKey] = []
}

enum PeriodKey: String, FileKey {
    case duration
    case start
    case timeZone = "time_zone"

    static let required: [PeriodKey] = [.duration]
}

enum BuildingKey: String, FileKey {
    case id
    case name
    case arrivalsPerHour = "arrivals_per_hour"
    case meanDuration = "mean_duration_s"
    case meanPower = "mean_power_w"
    case allocationFactor = "raf"

    static let required: [BuildingKey] = [.id]

    /// The keys that describe what a building draws.
    static let demand: [BuildingKey] = [.arrivalsPerHour, .meanDuration, .meanPower]
}

enum MQTTKey: String, FileKey {
    case host
    case port
    case tls
    case signedDemands = "signed_demands"
    case homeAssistant = "home_assistant"
    case rateLimit = "rate_limit"

    static let required: [MQTTKey] = [.host, .port, .tls]
}

enum RateLimitKey: String, FileKey {
    case demandsPerSecond = "demands_per_second"
    case burst

    static let required = allCases
}

enum TLSKey: String, FileKey {
    case authority = "ca"
    case certificate
    case key

    static let required = allCases
}

enum HTTPKey: String, FileKey {
    case host
    case port
    case tls

    static let required: [HTTPKey] = [.port]
}

enum HTTPTLSKey: String, FileKey {
    case certificate
    case key
    case clientAuthorities = "client_authorities"
    case clientRevocations = "client_revocations"

    static let required: [HTTPTLSKey] = [.certificate, .key]
}

enum LedgerKey: String, FileKey {
    case path
    case engine
    case identities
    case privateValues = "private_values"
    case witnesses

    static let required: [LedgerKey] = [.path]
}

enum WitnessKey: String, FileKey {
    case url
    case authority = "ca"

    static let required: [WitnessKey] = [.url]
}

enum EndorsementKey: String, FileKey {
    case policy
    case timeout
    case endorsers

    static let required: [EndorsementKey] = [.endorsers]
}

enum EndorserAddressKey: String, FileKey {
    case host
    case port
    case certificate

    static let required = allCases
}
