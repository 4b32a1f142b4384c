extension DemandProfile {
    /// The exact expectation of the energy that a building asks for in a period, in watt-hours.
    ///
    /// From an empty start `ρp(T − (1 − e^{−μT})/μ)`.
    public func expectedEnergy(hours: Double, from start: Workload.Start) -> Double {
        guard start == .empty else { return meanLoadWatts * hours }
        let meanHours = meanDurationSeconds / 3_600
        return meanLoadWatts * (hours - meanHours * (1 - Elementary.exp(-hours / meanHours)))
    }

    /// The exact variance of that energy, in watt-hours squared.
    ///
    /// Each request contributes independently (a Poisson process marked with durations and powers), so it is
    /// `λ·E[p²]` times the integral over arrivals of the mean squared part of the duration that lies before the end:
    /// `(2/μ²)(1 − e^{−μr}(1 + μr))` with `r` left to go. In the steady state those that are active at the start add
    /// their own.
    public func energyVariance(hours: Double, from start: Workload.Start) -> Double {
        let meanHours = meanDurationSeconds / 3_600
        let end = hours / meanHours
        // In mean durations: ∫₀^x (1 − e^{−r}(1 + r)) dr = x − 2 + e^{−x}(x + 2).
        let decay = Elementary.exp(-end)
        let arriving = 2 * arrivalsPerHour * meanHours * (end - 2 + decay * (end + 2))
        let present = start == .empty ? 0 : 2 * meanActiveRequests * (1 - decay * (1 + end))
        return 2 * meanPowerWatts * meanPowerWatts * meanHours * meanHours * (arriving + present)
    }
}
