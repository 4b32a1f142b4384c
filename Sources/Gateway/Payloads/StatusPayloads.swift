public import Units

/// Whether a building is there (`bld/<b>/status`, retained; also the building's last will).
public struct BuildingStatusPayload: Hashable, Sendable {
    /// `online`.
    public var isOnline: Bool

    /// `epoch`: how often the building has started. A last will of an epoch that is over says nothing.
    public var epoch: Int64

    /// `ts`: when it was written by the building's clock; in a last will, when the connection was made.
    public var writtenAt: Instant

    /// Creates a status.
    public init(isOnline: Bool, epoch: Int64, writtenAt: Instant) {
        self.isOnline = isOnline
        self.epoch = epoch
        self.writtenAt = writtenAt
    }

    /// Reads a status; keys that a later version may add are passed over.
    ///
    /// - Throws: ``PayloadError`` with the first fault.
    public init(_ payload: [UInt8]) throws(PayloadError) {
        let fields = try Fields(payload: payload)
        isOnline = try fields.boolean("online")
        epoch = try fields.integer("epoch")
        writtenAt = try fields.instant("ts")
    }

    /// The payload's bytes.
    public var json: [UInt8] {
        JSONWriter.object { writer in
            writer.member("online", isOnline)
            writer.member("epoch", epoch)
            writer.member("ts", Timestamp.text(writtenAt))
        }
    }
}

/// Whether the controller is there (`ctl/status`, retained; also the controller's last will).
public struct ControllerStatusPayload: Hashable, Sendable {
    /// `online`: `false` tells the buildings to fall back to their own bands.
    public var isOnline: Bool

    /// `instance`: which run of the controller this is.
    public var instance: String

    /// `epoch`: how often the controller has started on this ledger.
    public var epoch: Int64

    /// `version` of the program.
    public var version: String

    /// `height`: the number of blocks on the ledger; in a last will, when the connection was made.
    public var height: Int64

    /// `period`: whether one is open, and when the next one will be; not in a last will, for nobody opens it then.
    public var period: PeriodState?

    /// Creates a status.
    public init(
        isOnline: Bool,
        instance: String,
        epoch: Int64,
        version: String,
        height: Int64,
        period: PeriodState? = nil
    ) {
        self.period = period
        self.isOnline = isOnline
        self.instance = instance
        self.epoch = epoch
        self.version = version
        self.height = height
    }

    /// Reads a status; keys that a later version may add are passed over.
    ///
    /// - Throws: ``PayloadError`` with the first fault.
    public init(_ payload: [UInt8]) throws(PayloadError) {
        let fields = try Fields(payload: payload)
        isOnline = try fields.boolean("online")
        instance = try fields.string("instance")
        epoch = try fields.integer("epoch")
        version = try fields.string("version")
        height = try fields.integer("height")
        period = try PeriodState(in: fields)
    }

    /// The payload's bytes.
    public var json: [UInt8] {
        JSONWriter.object { writer in
            writer.member("online", isOnline)
            writer.member("instance", instance)
            writer.member("epoch", epoch)
            writer.member("version", version)
            writer.member("height", height)
            period?.write(to: &writer)
        }
    }
}
