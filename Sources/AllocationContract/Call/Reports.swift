public import Allocation
import CBOR
public import Units

/// What a building's meter showed.
public struct MeterReport: Hashable, Sendable {
    /// The building, as the topic (and so the certificate) says.
    public var building: BuildingID
    /// The cumulative register.
    public var register: Energy
    /// The power at that moment; evidence, not input.
    public var power: Power
    /// The building's message as it came: evidence, not input.
    public var message: [UInt8]

    /// Creates a report.
    public init(building: BuildingID, register: Energy, power: Power, message: [UInt8]) {
        self.building = building
        self.register = register
        self.power = power
        self.message = message
    }

    /// `[building, register mJ, power W]` as deterministic CBOR.
    var encoded: [UInt8] {
        var writer = CBORWriter(capacity: 32)
        writer.array(3)
        writer.text(building.text)
        writer.int(register.millijoules)
        writer.int(power.watts)
        return writer.encoded
    }

    init(encoded: [UInt8], message: [UInt8]) throws(ContractFormatError) {
        self = try ContractFormatError.reading(encoded) { reader in
            try reader.array(of: 3)
            let building = BuildingID(try reader.text())
            let (register, power) = (try reader.int(), try reader.int())
            guard let building else { throw ContractFormatError.value("building id") }
            guard power >= 0 else { throw ContractFormatError.value("metered power") }
            return MeterReport(
                building: building,
                register: Energy(millijoules: register),
                power: Power(watts: power),
                message: message
            )
        }
    }
}

/// What the battery says of itself.
public struct BatteryReport: Hashable, Sendable {
    /// What it can deliver.
    public var charge: Energy
    /// What it delivers at that moment, negative while it is charged; evidence, not input.
    public var power: Power
    /// The battery's message as it came: evidence, not input.
    public var message: [UInt8]

    /// Creates a report.
    public init(charge: Energy, power: Power, message: [UInt8]) {
        self.charge = charge
        self.power = power
        self.message = message
    }

    /// `[charge mJ, power W]` as deterministic CBOR.
    var encoded: [UInt8] {
        var writer = CBORWriter(capacity: 24)
        writer.array(2)
        writer.int(charge.millijoules)
        writer.int(power.watts)
        return writer.encoded
    }

    init(encoded: [UInt8], message: [UInt8]) throws(ContractFormatError) {
        self = try ContractFormatError.reading(encoded) { reader in
            try reader.array(of: 2)
            let charge = Energy(millijoules: try reader.int())
            return BatteryReport(charge: charge, power: Power(watts: try reader.int()), message: message)
        }
    }
}

extension Energy {
    /// The energy in millijoules as deterministic CBOR.
    var encoded: [UInt8] {
        var writer = CBORWriter(capacity: 9)
        writer.int(millijoules)
        return writer.encoded
    }

    init(encoded: [UInt8]) throws(ContractFormatError) {
        self = try ContractFormatError.reading(encoded) { reader in
            let energy = Energy(millijoules: try reader.int())
            guard energy >= .zero else { throw ContractFormatError.value("charge") }
            return energy
        }
    }
}

extension ContractFormatError {
    /// Reads a value from the whole of its bytes.
    static func reading<Value>(
        _ encoded: [UInt8],
        _ body: (inout CBORReader) throws -> Value
    ) throws(ContractFormatError) -> Value {
        var reader = CBORReader(encoded)
        do {
            let value = try body(&reader)
            try reader.finish()
            return value
        } catch {
            throw ContractFormatError(error)
        }
    }
}
