public import Units

/// That the controller decides (`ctl/heartbeat`, every five seconds).
///
/// A building that has heard none for 15 s falls back to its own strict band.
public struct HeartbeatPayload: Hashable, Sendable {
    /// `epoch`: which start of the controller this is; a later start has a higher one.
    public var epoch: Int64

    /// `seq`: the heartbeat's number within the epoch; from 1.
    public var sequence: Int64

    /// `ts`: when it was sent, by the controller's clock.
    public var sentAt: Instant

    /// Creates a heartbeat.
    public init(epoch: Int64, sequence: Int64, sentAt: Instant) {
        self.epoch = epoch
        self.sequence = sequence
        self.sentAt = sentAt
    }

    /// Reads a heartbeat: `v`, `epoch`, `seq`, `ts`; keys that a later version may add are passed over.
    ///
    /// - Throws: ``PayloadError`` with the first fault.
    public init(_ payload: [UInt8]) throws(PayloadError) {
        let fields = try Fields(payload: payload)
        try fields.checkVersion()
        epoch = try fields.integer("epoch")
        sequence = try fields.integer("seq")
        sentAt = try fields.instant("ts")
    }

    /// The payload's bytes.
    public var json: [UInt8] {
        JSONWriter.object { writer in
            writer.member("v", payloadVersion)
            writer.member("epoch", epoch)
            writer.member("seq", sequence)
            writer.member("ts", Timestamp.text(sentAt))
        }
    }
}
