public import Allocation
public import Units

/// A cluster file: the terms its members signed, and how the site that serves it is set up.
///
/// The file's form is described by `Schemas/cluster.schema.json`. A key that is not known, not of its type or out of
/// its range is refused; the error names file, line, column and key.
public struct ClusterFile: Hashable, Sendable {
    /// The file as it was read.
    public let file: InputFile

    /// The site's name, `[a-z0-9-]{1,32}`: part of every MQTT topic.
    public let site: String

    /// The currency of the prices, three letters as in ISO 4217.
    public let currency: String

    /// The terms that decisions are made under.
    public let terms: ClusterTerms

    /// The members as the file describes them, in the order of `terms.buildings`.
    public let buildings: [BuildingSettings]

    /// How often at least a meter's register is recorded.
    public let meterInterval: Interval

    /// How far the battery's own reading may be from the charge that is reckoned, before it is recorded.
    public let batteryTolerance: Energy

    /// The peak period.
    public let period: PeriodSettings

    /// The path of the policy file, resolved; `nil` where the file names none.
    public let policyPath: String?

    /// How to reach the broker; `nil` where the file says nothing of MQTT.
    public let mqtt: MQTTSettings?

    /// Where the page and the API are offered; `nil` where the file says nothing of HTTP.
    public let http: HTTPSettings?

    /// Where the ledger is kept; `nil` where the file says nothing of a ledger.
    public let ledger: LedgerSettings?

    /// Who endorses beside the operator's own peer; `nil` where the file says nothing of it.
    public let endorsement: EndorsementSettings?

    /// What people call the buildings, where the file says.
    public var names: [BuildingID: String] {
        buildings.reduce(into: [:]) { names, building in names[building.id] = building.name }
    }

    /// Reads and checks the cluster file at a path.
    ///
    /// - Throws: ``ConfigurationError`` at the first thing that is wrong.
    public static func read(_ path: String) throws(ConfigurationError) -> ClusterFile {
        try ClusterFile(InputFile.read(path))
    }

    /// Checks a cluster file that was read already.
    ///
    /// - Throws: ``ConfigurationError`` at the first thing that is wrong.
    public init(_ file: InputFile) throws(ConfigurationError) {
        let top = try YAMLMapping<ClusterKey>(file.yaml(), expected: "the sections of a cluster")
        let members = try Members(top.required(.buildings))
        self.file = file
        self.site = try top.required(.site).site()
        self.currency = try top.required(.currency).currency()
        self.period = try PeriodSettings(top.required(.period))
        let metering = try Metering(top[.meter])
        self.meterInterval = metering.interval
        self.terms = try ClusterTerms(
            contract: Contract(top.required(.contract)),
            battery: top.required(.battery).battery(),
            meterTolerance: metering.tolerance,
            members: members,
            top: top.value
        )
        self.batteryTolerance = try top.required(.battery).batteryTolerance(capacity: terms.battery.capacity)
        self.buildings = members.settings
        self.policyPath = try top[.policy]?.path(in: file)
        self.mqtt = try top[.mqtt].map { value throws(ConfigurationError) in try MQTTSettings(value, in: file) }
        self.http = try top[.http].map { value throws(ConfigurationError) in try HTTPSettings(value, in: file) }
        self.ledger = try top[.ledger].map { value throws(ConfigurationError) in try LedgerSettings(value, in: file) }
        self.endorsement = try top[.endorsement].map { value throws(ConfigurationError) in
            try EndorsementSettings(value, in: file)
        }
    }
}

extension ClusterTerms {
    /// Puts the sections together. What the terms check was checked before, where its line is known, except for what
    /// concerns the members as a whole.
    fileprivate init(
        contract: Contract,
        battery: BatteryTerms,
        meterTolerance: MeterTolerance,
        members: Members,
        top: YAMLValue
    ) throws(ConfigurationError) {
        do {
            try self.init(
                contractCap: contract.cap,
                battery: battery,
                prices: contract.prices,
                meterTolerance: meterTolerance,
                buildings: members.terms
            )
        } catch {
            throw top.error("the terms are refused: \(error)")
        }
    }
}
