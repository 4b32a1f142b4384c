/// The stochastic characteristics (λ, μ, κ) of a building's requests (Section 4.3), as their means.
public struct DemandProfile: Hashable, Sendable {
    /// Requests per hour, `λ`.
    public let arrivalsPerHour: Double

    /// The mean duration of a request in seconds, `1/μ`.
    public let meanDurationSeconds: Double

    /// The mean power of a request in watts, `1/κ`.
    public let meanPowerWatts: Double

    /// Creates a profile and checks its ranges.
    ///
    /// - Throws: ``WorkloadError`` where a number is negative, not finite or beyond what whole watts and milliseconds
    ///   can carry.
    public init(
        arrivalsPerHour: Double,
        meanDurationSeconds: Double,
        meanPowerWatts: Double
    ) throws(WorkloadError) {
        // An exponential is at most 36.8 means (2⁻⁵³ is the smallest uniform number), so these bounds keep every
        // request inside the ranges of the cluster's terms.
        guard arrivalsPerHour.isFinite, (0...1e9).contains(arrivalsPerHour) else {
            throw .outOfRange(parameter: "arrivals_per_hour")
        }
        guard meanDurationSeconds.isFinite, (0.001...1e8).contains(meanDurationSeconds) else {
            throw .outOfRange(parameter: "mean_duration_s")
        }
        guard meanPowerWatts.isFinite, (0...2e10).contains(meanPowerWatts) else {
            throw .outOfRange(parameter: "mean_power_w")
        }
        self.arrivalsPerHour = arrivalsPerHour
        self.meanDurationSeconds = meanDurationSeconds
        self.meanPowerWatts = meanPowerWatts
    }

    /// The mean number of requests that are active in the steady state, `ρ = λ/μ`.
    public var meanActiveRequests: Double { arrivalsPerHour * meanDurationSeconds / 3_600 }

    /// The mean load in the steady state in watts, `λ/(μκ)`: Eq. 4.1 as printed.
    public var meanLoadWatts: Double { meanActiveRequests * meanPowerWatts }
}

/// Why a workload was refused.
public enum WorkloadError: Error, Hashable, Sendable {
    /// The number is negative, not finite or too large.
    case outOfRange(parameter: String)

    /// A workload needs a building.
    case noBuildings
}
