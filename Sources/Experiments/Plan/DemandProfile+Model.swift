public import ConfigurationFiles
public import Simulation

extension DemandProfile {
    /// The profile of a building's demand as its file models it.
    ///
    /// - Throws: `WorkloadError` where a number is out of range.
    public init(_ model: DemandModel) throws(WorkloadError) {
        try self.init(
            arrivalsPerHour: model.arrivalsPerHour.approximate,
            meanDurationSeconds: model.meanDurationSeconds.approximate,
            meanPowerWatts: model.meanPowerWatts.approximate
        )
    }
}
