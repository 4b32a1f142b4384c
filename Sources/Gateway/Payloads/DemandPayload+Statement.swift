public import Allocation
public import SignedDemands
import Units

extension DemandPayload {
    /// What a building signs when it signs this demand.
    public func statement(site: String, building: BuildingID) -> DemandStatement {
        DemandStatement(
            site: site,
            building: building,
            requestID: requestID,
            epoch: epoch,
            sequence: sequence,
            sentAt: Timestamp.text(sentAt),
            load: loadID,
            watts: power.watts,
            leaseSeconds: lease.milliseconds / 1_000
        )
    }
}
