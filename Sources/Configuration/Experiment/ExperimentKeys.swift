enum ExperimentKey: String, FileKey {
    case title
    case question
    case replications
    case seed
    case start
    case battery
    case prices
    case tiers
    case sweeps
    case readings
    case panels

    static let required: [ExperimentKey] = [
        .title, .question, .replications, .seed, .battery, .prices, .tiers, .sweeps, .readings, .panels,
    ]
}

enum TierKey: String, FileKey {
    case id
    case title
    case count
    case arrivalsPerHour = "arrivals_per_hour"
    case meanDuration = "mean_duration_s"
    case meanPower = "mean_power_w"

    static let required: [TierKey] = [.id, .count, .arrivalsPerHour, .meanDuration, .meanPower]
}

enum SweepKey: String, FileKey {
    case id
    case parameter
    case tier
    case values

    static let required: [SweepKey] = [.id, .parameter, .values]
}

enum ReadingKey: String, FileKey {
    case id
    case title
    case cap = "cap_w"
    case period
    case policies

    static let required = allCases
}

enum PanelKey: String, FileKey {
    case id
    case title
    case sweep
    case measure
    case label
    case axisUnit = "axis_unit"
    case axisScale = "axis_scale"
    case scale
    case against
    case at

    static let required: [PanelKey] = [.id, .title, .sweep, .measure, .label]
}
