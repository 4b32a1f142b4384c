public import Allocation
public import AllocationContract
public import Units

/// What does not change while a period is open: the site's name, its members and their terms.
public struct SiteDescription: Hashable, Sendable {
    /// The site's name.
    public let site: String

    /// The terms of the period, with the policy.
    public let terms: PeriodTerms

    /// The members, ascending by identifier.
    public let members: [Member]

    /// A member, as people know it.
    public struct Member: Hashable, Sendable {
        /// The building's identifier.
        public let id: BuildingID

        /// Its name, for people.
        public let name: String

        /// Its resource allocation factor `RAF_n` (Eq. 4.1).
        public let allocationFactor: Share

        /// Its strict band `⌊RAF_n · L_CAP⌋` in grid-contract.
        public let band: Power
    }

    /// Creates a description.
    ///
    /// - Parameters:
    ///   - site: The site's name.
    ///   - terms: The period's terms.
    ///   - names: What people call the buildings; one without a name is called by its identifier.
    public init(site: String, terms: PeriodTerms, names: [BuildingID: String]) {
        self.site = site
        self.terms = terms
        members = terms.cluster.buildings.enumerated().map { index, building in
            Member(
                id: building.id,
                name: names[building.id] ?? building.id.text,
                allocationFactor: building.allocationFactor,
                band: terms.cluster.band(of: index)
            )
        }
    }
}
