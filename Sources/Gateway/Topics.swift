public import Allocation
public import MQTTClient

/// The topics of one site: `commonwatt/v1/<site>/…`.
///
/// A building's identifier is the common name of its client certificate, and the broker's access control list ties the
/// two together; so a message's topic says who sent it, and no payload does.
public struct Topics: Hashable, Sendable {
    /// The site's name, `[a-z0-9-]{1,32}`.
    public let site: String

    private let prefix: String

    /// Creates the topics of a site, or `nil` if its name does not have the form of an identifier.
    public init?(site: String) {
        // A site's name has the form of a building's.
        guard BuildingID(site) != nil else { return nil }
        self.site = site
        self.prefix = "commonwatt/v1/\(site)"
    }

    /// Where a building says what it wants: building → controller, never retained.
    public func demand(_ building: BuildingID) -> Topic { topic("bld/\(building)/demand") }

    /// Where a building says what it draws: building → controller, never retained.
    public func meter(_ building: BuildingID) -> Topic { topic("bld/\(building)/meter") }

    /// Whether a building is there: building → all, retained, its last will.
    public func status(_ building: BuildingID) -> Topic { topic("bld/\(building)/status") }

    /// The replies to a building's demands: controller → building, never retained.
    public func allocation(_ building: BuildingID) -> Topic { topic("bld/\(building)/alloc") }

    /// The allocation in force: controller → building, retained, expiring with its lease.
    public func currentAllocation(_ building: BuildingID) -> Topic { topic("bld/\(building)/alloc/current") }

    /// Whether the controller is there: controller → all, retained, its last will.
    public var controllerStatus: Topic { topic("ctl/status") }

    /// That the controller is alive: controller → all, every few seconds, never retained.
    public var heartbeat: Topic { topic("ctl/heartbeat") }

    /// What happened that people and programs may want to know of: controller → all, never retained.
    public var event: Topic { topic("ctl/event") }

    /// The policy in force and why: controller → all, retained.
    public var policy: Topic { topic("ctl/policy") }

    /// The newest checkpoint of the ledger: controller → all, retained.
    public var ledgerHead: Topic { topic("ctl/ledger/head") }

    /// What a real battery says of itself: battery → controller, never retained.
    public var battery: Topic { topic("bat/soc") }

    /// The demands of all buildings.
    public var allDemands: TopicFilter { filter("bld/+/demand") }

    /// The statuses of all buildings.
    public var allStatuses: TopicFilter { filter("bld/+/status") }

    /// Everything at the site.
    public var everything: TopicFilter { filter("#") }

    private func topic(_ rest: String) -> Topic {
        guard let topic = Topic("\(prefix)/\(rest)") else { preconditionFailure("\(rest) makes no topic") }
        return topic
    }

    private func filter(_ rest: String) -> TopicFilter {
        guard let filter = TopicFilter("\(prefix)/\(rest)") else { preconditionFailure("\(rest) makes no filter") }
        return filter
    }
}

extension Topics {
    /// What a building's topic is for.
    public enum BuildingTopic: String, Hashable, Sendable, CaseIterable {
        /// `bld/<b>/demand`.
        case demand

        /// `bld/<b>/meter`.
        case meter

        /// `bld/<b>/status`.
        case status
    }

    /// Whose topic it is and what for; `nil` if no building publishes there.
    public func building(of topic: Topic) -> (building: BuildingID, purpose: BuildingTopic)? {
        let levels = topic.text.split(separator: "/", omittingEmptySubsequences: false)
        guard levels.count == 6, topic.text.hasPrefix(prefix + "/"), levels[3] == "bld",
            let building = BuildingID(String(levels[4])), let purpose = BuildingTopic(rawValue: String(levels[5]))
        else { return nil }
        return (building, purpose)
    }
}
