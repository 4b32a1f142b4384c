public import Allocation
public import Units

/// What a building asks for (`bld/<b>/demand`): the absolute level of one of its loads, for a time.
///
/// The values have the ranges of their keys; reading refuses others, and a building must not write others.
public struct DemandPayload: Hashable, Sendable {
    /// `request_id`: the idempotency key, a UUID in canonical form (``RequestIdentifier/canonical(_:)``).
    public var requestID: String

    /// `epoch`: how often the building has started; from 0.
    public var epoch: Int64

    /// `seq`: the message's number within the epoch; from 0.
    public var sequence: Int64

    /// `ts`: when the building sent the message, by its own clock; it orders nothing.
    public var sentAt: Instant

    /// `load_id`: the load, `[a-z0-9-]{1,32}`.
    public var loadID: String

    /// `demand_w`: the level, 0 to 10⁹ W; 0 releases the load.
    public var power: Power

    /// `lease_s`: for how long the level holds; whole seconds, 1 s to a day.
    public var lease: Interval

    /// `sig`: the building's signature; `nil` if there is none.
    public var signature: DemandSignature?

    /// Creates a demand.
    public init(
        requestID: String,
        epoch: Int64,
        sequence: Int64,
        sentAt: Instant,
        loadID: String,
        power: Power,
        lease: Interval,
        signature: DemandSignature? = nil
    ) {
        self.requestID = requestID
        self.epoch = epoch
        self.sequence = sequence
        self.sentAt = sentAt
        self.loadID = loadID
        self.power = power
        self.lease = lease
        self.signature = signature
    }

    /// The levels that a demand may ask for, in watts.
    public static let powers: ClosedRange<Int64> = 0...1_000_000_000

    /// The leases that a demand may ask for, in seconds.
    public static let leases: ClosedRange<Int64> = 1...86_400
}

// MARK: JSON

extension DemandPayload {
    private static let requiredKeys = ["v", "request_id", "epoch", "seq", "ts", "load_id", "demand_w", "lease_s"]
    private static let optionalKeys = ["bld", "sig"]

    /// Reads a payload that came on a building's topic.
    ///
    /// - Parameters:
    ///   - payload: the bytes as they came.
    ///   - building: the topic's building. A payload need not name one; if it does (`bld`), it must be this.
    /// - Throws: ``PayloadError`` with the first fault: the size, the JSON, an unknown key, a missing key, then the
    ///   values in the order of the keys above.
    public init(_ payload: [UInt8], from building: BuildingID) throws(PayloadError) {
        try self.init(Fields(payload: payload), from: building)
    }

    init(_ fields: Fields, from building: BuildingID) throws(PayloadError) {
        try fields.check(required: Self.requiredKeys, optional: Self.optionalKeys)
        try fields.checkVersion()
        requestID = try fields.parsed("request_id", "a UUID", RequestIdentifier.canonical)
        epoch = try fields.integer("epoch")
        sequence = try fields.integer("seq")
        sentAt = try fields.instant("ts")
        // A load's identifier has the form of a building's.
        loadID = try fields.parsed("load_id", "1 to 32 of a-z, 0-9 and -") { BuildingID($0)?.text }
        power = .watts(try fields.integer("demand_w", in: Self.powers))
        lease = .seconds(try fields.integer("lease_s", in: Self.leases))
        signature = fields.value("sig") == nil ? nil : try DemandSignature(Fields(fields.object("sig"), in: "sig"))
        if fields.value("bld") != nil, try fields.string("bld") != building.text {
            throw PayloadError(.invalidContent, "\"bld\" must be \"\(building)\", whose topic this is")
        }
    }

    /// The payload's bytes.
    public var json: [UInt8] {
        JSONWriter.object { writer in
            writer.member("v", payloadVersion)
            writer.member("request_id", requestID)
            writer.member("epoch", epoch)
            writer.member("seq", sequence)
            writer.member("ts", Timestamp.text(sentAt))
            writer.member("load_id", loadID)
            writer.member("demand_w", power.watts)
            writer.member("lease_s", lease.milliseconds / 1_000)
            if let signature { writer.member("sig", signature, DemandSignature.write) }
        }
    }
}
