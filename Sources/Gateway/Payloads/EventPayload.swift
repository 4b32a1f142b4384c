public import Allocation
public import Units

/// What has happened (`ctl/event`).
public struct EventPayload: Hashable, Sendable {
    /// `epoch`: which start of the controller tells it, as in `ctl/heartbeat`.
    public var epoch: Int64

    /// `seq`: the event's number within the epoch; from 1. A number that is missing was not delivered.
    public var sequence: Int64

    /// `ts`: when it was told, by the controller's clock.
    public var sentAt: Instant

    /// `event`: what has happened, in kebab-case.
    public var event: String

    /// `bld`: the building that it concerns; null if it concerns the site.
    public var building: BuildingID?

    /// `tx`: the transaction that records it, as in a reply; null if none does.
    public var transaction: TransactionPlace?

    /// `values`: an object of integers with the unit as suffix, by the kind of event.
    public var values: [Value]

    /// `detail`: a sentence for people.
    public var detail: String

    /// A number that belongs to an event, such as `energy_wh`.
    public struct Value: Hashable, Sendable {
        /// Its name, with the unit as suffix.
        public var name: String

        /// The number.
        public var number: Int64

        /// Creates a value.
        public init(_ name: String, _ number: Int64) {
            self.name = name
            self.number = number
        }
    }

    /// Creates an event.
    public init(
        epoch: Int64,
        sequence: Int64,
        sentAt: Instant,
        event: String,
        building: BuildingID?,
        transaction: TransactionPlace?,
        values: [Value],
        detail: String
    ) {
        self.epoch = epoch
        self.sequence = sequence
        self.sentAt = sentAt
        self.event = event
        self.building = building
        self.transaction = transaction
        self.values = values
        self.detail = detail
    }

    /// Reads an event: `v`, `epoch`, `seq`, `ts`, `event`, `bld`, `tx`, `values`, `detail`; keys that a later version
    /// may add are passed over.
    ///
    /// - Throws: ``PayloadError`` with the first fault.
    public init(_ payload: [UInt8]) throws(PayloadError) {
        let fields = try Fields(payload: payload)
        try fields.checkVersion()
        epoch = try fields.integer("epoch")
        sequence = try fields.integer("seq")
        sentAt = try fields.instant("ts")
        event = try fields.string("event")
        building = try fields.nullable("bld") { fields throws(PayloadError) in
            try fields.parsed("bld", "a building's id", BuildingID.init)
        }
        transaction = try fields.nullable("tx") { fields throws(PayloadError) in
            try TransactionPlace(Fields(try fields.object("tx")))
        }
        let members = try fields.object("values")
        values = []
        for member in members {
            values.append(Value(member.name, try Fields(members).integer(member.name, in: Int64.min...Int64.max)))
        }
        detail = try fields.string("detail")
    }

    /// A value by its name.
    public func value(_ name: String) -> Int64? {
        values.first { $0.name == name }?.number
    }

    /// The payload's bytes.
    public var json: [UInt8] {
        JSONWriter.object { writer in
            writer.member("v", payloadVersion)
            writer.member("epoch", epoch)
            writer.member("seq", sequence)
            writer.member("ts", Timestamp.text(sentAt))
            writer.member("event", event)
            writer.member("bld", building.map { .string($0.text) } ?? .null)
            writer.member("tx", transaction.map(Self.json) ?? .null)
            writer.member("values", .object(values.map { JSONMember($0.name, .integer($0.number)) }))
            writer.member("detail", detail)
        }
    }

    private static func json(_ place: TransactionPlace) -> JSONValue {
        .object([
            JSONMember("id", .string(place.id)),
            JSONMember("height", .integer(place.height)),
            JSONMember("index", .integer(place.index)),
        ])
    }
}
