public import MQTTClient
public import Units

/// What a building's meter shows (`bld/<b>/meter`): consumption is positive.
public struct MeterPayload: Hashable, Sendable {
    /// `seq`: the reading's number since the meter's gateway started; from 0. A duplicate or a reading that was
    /// overtaken has a number that is not higher.
    public var sequence: Int64

    /// `ts`: when it was read, by the gateway's clock; it orders nothing.
    public var readAt: Instant

    /// `power_w`: the power at that moment, 0 to 10⁹ W.
    public var power: Power

    /// `energy_wh`: the cumulative register, 0 to 2.5 · 10¹² Wh. It never falls while the meter is the same.
    public var register: Energy

    /// Creates a reading.
    public init(sequence: Int64, readAt: Instant, power: Power, register: Energy) {
        self.sequence = sequence
        self.readAt = readAt
        self.power = power
        self.register = register
    }

    /// The registers that a reading may show, in watt-hours.
    public static let registers: ClosedRange<Int64> = 0...2_500_000_000_000

    /// Reads a payload that came on a building's topic: `v`, `seq`, `ts`, `power_w` and `energy_wh`, all of them and
    /// nothing else.
    ///
    /// - Throws: ``PayloadError`` with the first fault.
    public init(_ payload: [UInt8]) throws(PayloadError) {
        let fields = try Fields(payload: payload)
        try fields.check(required: ["v", "seq", "ts", "power_w", "energy_wh"])
        try fields.checkVersion()
        sequence = try fields.integer("seq")
        readAt = try fields.instant("ts")
        power = .watts(try fields.integer("power_w", in: DemandPayload.powers))
        register = .wattHours(try fields.integer("energy_wh", in: Self.registers))
    }

    /// The payload's bytes; the register is rounded down to whole watt-hours.
    public var json: [UInt8] {
        JSONWriter.object { writer in
            writer.member("v", payloadVersion)
            writer.member("seq", sequence)
            writer.member("ts", Timestamp.text(readAt))
            writer.member("power_w", power.watts)
            writer.member("energy_wh", register.millijoules / Energy.wattHours(1).millijoules)
        }
    }
}

/// What the battery says of itself (`bat/soc`): discharge is positive.
public struct BatteryPayload: Hashable, Sendable {
    /// `soc_wh`: what it can deliver, 0 to 10¹² Wh.
    public var charge: Energy

    /// `power_w`: what it delivers at that moment, −10¹² to 10¹² W; negative while it is charged.
    public var power: Power

    /// Creates a reading.
    public init(charge: Energy, power: Power) {
        self.charge = charge
        self.power = power
    }

    /// Reads a payload: `v`, `soc_wh` and `power_w`, all of them and nothing else.
    ///
    /// - Throws: ``PayloadError`` with the first fault.
    public init(_ payload: [UInt8]) throws(PayloadError) {
        let fields = try Fields(payload: payload)
        try fields.check(required: ["v", "soc_wh", "power_w"])
        try fields.checkVersion()
        charge = .wattHours(try fields.integer("soc_wh", in: 0...1_000_000_000_000))
        power = .watts(try fields.integer("power_w", in: -1_000_000_000_000...1_000_000_000_000))
    }

    /// The payload's bytes.
    public var json: [UInt8] {
        JSONWriter.object { writer in
            writer.member("v", payloadVersion)
            writer.member("soc_wh", charge.millijoules / Energy.wattHours(1).millijoules)
            writer.member("power_w", power.watts)
        }
    }
}

extension MQTTMessage {
    /// Refuses a reading that is retained (`INVALID_MESSAGE`): it would be taken for a fresh one by each controller
    /// that starts.
    public func checkIsNotRetained() throws(PayloadError) {
        if isRetained { throw PayloadError(.invalidMessage, "a reading must not be retained") }
    }
}
