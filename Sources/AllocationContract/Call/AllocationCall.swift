public import Allocation
import CBOR
public import Units

/// The transactions of the allocation contract.
public enum AllocationCall: Hashable, Sendable {
    /// Opens a period: every account at zero, the battery full, or with what it says itself where the terms want that.
    /// The terms must be those of the configuration in force; the period keeps them until it is closed, whatever the
    /// configuration becomes meanwhile.
    case openPeriod(PeriodTerms, charge: Energy? = nil)

    /// A building sets the absolute level of one of its loads above zero.
    case request(LevelChange)

    /// A building sets the level of one of its loads to zero.
    case release(LevelChange)

    /// A building's lease has run out, or (where a building is named) its last will says that it is gone.
    case expire(gone: BuildingID?)

    /// Makes every building stale: a controller that has just started knows of nobody what it draws.
    case failSafe

    /// A building's meter: what its cumulative register shows.
    case meter(MeterReport)

    /// The battery's own reading.
    case battery(BatteryReport)

    /// The battery's charge, or a building's battery energy, has run out.
    case deplete

    /// The adaptive policy's dwell has ended and its mode changes.
    case switchMode

    /// Closes the period and settles it: energy, cost and average unit cost per member.
    case closePeriod

    /// Reads every allocation in force and how the cluster stands; writes nothing.
    case current

    /// Reads what ``current`` does, with every member's statement up to the call's time; writes nothing.
    case overview

    /// Reads the terms of the last period opened, open or not: ``PeriodTerms/encoded``, or nothing. Writes nothing.
    case terms

    /// The transaction's name, as it stands in proposals.
    public var function: String {
        switch self {
        case .openPeriod: "openPeriod"
        case .request: "request"
        case .release: "release"
        case .expire: "expire"
        case .failSafe: "failSafe"
        case .meter: "meter"
        case .battery: "battery"
        case .deplete: "deplete"
        case .switchMode: "switchMode"
        case .closePeriod: "closePeriod"
        case .current: "current"
        case .overview: "overview"
        case .terms: "terms"
        }
    }

    /// The transaction's arguments.
    ///
    /// What a building or the battery has said has two: what it says, and its message as it came. A period that opens
    /// with a charge has the charge as a second one.
    public var arguments: [[UInt8]] {
        switch self {
        case .openPeriod(let terms, nil): [terms.encoded]
        case .openPeriod(let terms, let charge?): [terms.encoded, charge.encoded]
        case .meter(let report): [report.encoded, report.message]
        case .battery(let report): [report.encoded, report.message]
        case .request(let change), .release(let change): [change.encoded, change.message]
        case .expire(let gone?): [Array(gone.text.utf8)]
        case .expire(nil), .failSafe, .deplete, .switchMode, .closePeriod, .current, .overview, .terms: []
        }
    }
}

/// A building's demand: the absolute level of one of its loads.
public struct LevelChange: Hashable, Sendable {
    /// The building, as the topic (and so the certificate) says.
    public var building: BuildingID
    /// The load.
    public var load: LoadID
    /// The level.
    public var power: Power
    /// For how long the level holds.
    public var lease: Interval
    /// The message's place in the building's order.
    public var order: MessageOrder
    /// The building's message as it came: evidence, not input.
    public var message: [UInt8]

    /// Creates a level change.
    public init(
        building: BuildingID,
        load: LoadID,
        power: Power,
        lease: Interval,
        order: MessageOrder,
        message: [UInt8]
    ) {
        self.building = building
        self.load = load
        self.power = power
        self.lease = lease
        self.order = order
        self.message = message
    }

    /// `[building, load, power W, lease ms, epoch, sequence]` as deterministic CBOR.
    var encoded: [UInt8] {
        var writer = CBORWriter(capacity: 64)
        writer.array(6)
        writer.text(building.text)
        writer.text(load.text)
        writer.int(power.watts)
        writer.int(lease.milliseconds)
        writer.int(order.epoch)
        writer.int(order.sequence)
        return writer.encoded
    }

    init(encoded: [UInt8], message: [UInt8]) throws(ContractFormatError) {
        self = try ContractFormatError.reading(encoded) { reader in
            try reader.array(of: 6)
            let (building, load) = (BuildingID(try reader.text()), LoadID(try reader.text()))
            let power = Power(watts: try reader.int())
            let lease = Interval(milliseconds: try reader.int())
            let order = MessageOrder(epoch: try reader.int(), sequence: try reader.int())
            guard let building, let load else { throw ContractFormatError.value("identifier") }
            guard order.epoch >= 0, order.sequence >= 0 else { throw ContractFormatError.value("message order") }
            return LevelChange(
                building: building,
                load: load,
                power: power,
                lease: lease,
                order: order,
                message: message
            )
        }
    }
}
