public import Allocation
public import Monitor

/// Where the page's numbers come from: the controller that serves the site.
public protocol SiteSource: Sendable {
    /// The site, under the terms of the open period.
    var description: SiteDescription { get }

    /// How the site stands now, as the ledger says.
    ///
    /// - Throws: Whatever keeps the ledger from answering; the page then shows its last state as old.
    func state() async throws -> SiteState

    /// The last allocations, of a member or of all.
    func allocations(of building: BuildingID?) -> [RecentAllocations.Entry]

    /// What has been counted since the start.
    func counters() -> SiteCounters

    /// Whether the controller can serve a demand now: `nil`, or the reason why not.
    func impediment() -> String?
}
