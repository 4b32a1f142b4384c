import Allocation
import CBOR
import Units

extension AllocationResponse {
    /// The response as deterministic CBOR: `[[allocation …], summary, tariff, [notice …], [statement …]]`.
    public var encoded: [UInt8] {
        var writer = CBORWriter(capacity: 96)
        writer.array(5)
        writer.array(allocations.count)
        for allocation in allocations { allocation.write(to: &writer) }
        cluster.write(to: &writer)
        tariff.write(to: &writer)
        writer.array(notices.count)
        for notice in notices { notice.write(to: &writer) }
        writer.array(statements.count)
        for statement in statements { statement.write(to: &writer) }
        return writer.encoded
    }

    /// Reads a response.
    ///
    /// - Throws: ``ContractFormatError``.
    public init(encoded: [UInt8]) throws(ContractFormatError) {
        var reader = CBORReader(encoded)
        do {
            try reader.array(of: 5)
            allocations = try reader.list { reader throws in try BuildingAllocation(from: &reader) }
            cluster = try ClusterSummary(from: &reader)
            tariff = try Tariff(from: &reader)
            notices = try reader.list { reader throws in try ClusterNotice(from: &reader) }
            statements = try reader.list { reader throws in try MemberStatement(from: &reader) }
            try reader.finish()
        } catch let error as CBORError {
            throw .encoding(error)
        } catch {
            throw .value("\(error)")
        }
    }
}

extension BuildingAllocation {
    /// `[building, split, limits, stale, valid until ms or -1, epoch, sequence]`.
    fileprivate func write(to writer: inout CBORWriter) {
        writer.array(7)
        writer.text(building.text)
        split.write(to: &writer)
        writer.int(Int64(limits.rawValue))
        writer.int(isStale ? 1 : 0)
        writer.int(validUntil?.milliseconds ?? -1)
        writer.int(order.epoch)
        writer.int(order.sequence)
    }

    fileprivate init(from reader: inout CBORReader) throws {
        try reader.array(of: 7)
        building = try reader.building()
        split = try Split(from: &reader)
        guard let bits = UInt8(exactly: try reader.int()) else { throw ContractFormatError.value("limits") }
        limits = Limits(rawValue: bits)
        isStale = try reader.flag()
        validUntil = try reader.instant()
        order = MessageOrder(epoch: try reader.int(), sequence: try reader.int())
    }
}

extension ClusterSummary {
    /// `[opened at ms, strict, split, reserved W, charge mJ, battery empty, next due ms or -1, its kind]`.
    fileprivate func write(to writer: inout CBORWriter) {
        writer.array(8)
        writer.int(openedAt.milliseconds)
        writer.int(mode == .strict ? 1 : 0)
        split.write(to: &writer)
        writer.int(reserved.watts)
        writer.int(charge.millijoules)
        writer.int(isBatteryEmpty ? 1 : 0)
        writer.int(nextDue?.instant.milliseconds ?? -1)
        writer.int(nextDue?.kind.number ?? 0)
    }

    fileprivate init(from reader: inout CBORReader) throws {
        try reader.array(of: 8)
        openedAt = Instant(milliseconds: try reader.int())
        mode = try reader.flag() ? .strict : .noBounds
        split = try Split(from: &reader)
        reserved = Power(watts: try reader.int())
        charge = Energy(millijoules: try reader.int())
        isBatteryEmpty = try reader.flag()
        let (due, number) = (try reader.instant(), try reader.int())
        guard let kind = DueEvent.Kind(number: number) else { throw ContractFormatError.value("kind of due event") }
        nextDue = due.map { DueEvent(instant: $0, kind: kind) }
    }
}

extension DueEvent.Kind {
    fileprivate var number: Int64 {
        switch self {
        case .depletion: 0
        case .leaseEnd: 1
        case .dwellEnd: 2
        }
    }

    fileprivate init?(number: Int64) {
        switch number {
        case 0: self = .depletion
        case 1: self = .leaseEnd
        case 2: self = .dwellEnd
        default: return nil
        }
    }
}

extension Tariff {
    /// `[policy, p1, p2, p3 in 10⁻⁶/kWh, currency]`.
    fileprivate func write(to writer: inout CBORWriter) {
        writer.array(5)
        writer.text(policy.rawValue)
        writer.int(prices.gridContract.micros)
        writer.int(prices.battery.micros)
        writer.int(prices.gridPremium.micros)
        writer.text(currency)
    }

    fileprivate init(from reader: inout CBORReader) throws {
        try reader.array(of: 5)
        guard let policy = PolicyKind(rawValue: try reader.text()) else { throw ContractFormatError.value("policy") }
        self.policy = policy
        prices = ServerPrices(
            gridContract: Price(micros: try reader.int()),
            battery: Price(micros: try reader.int()),
            gridPremium: Price(micros: try reader.int())
        )
        currency = try reader.text()
    }
}

extension MemberStatement {
    /// `[building, account, cost in 10⁻⁶ of the currency, estimated mJ, breach mJ]`.
    fileprivate func write(to writer: inout CBORWriter) {
        writer.array(5)
        writer.text(building.text)
        account.write(to: &writer)
        writer.int(costMicros)
        writer.int(estimated.millijoules)
        writer.int(breach.millijoules)
    }

    fileprivate init(from reader: inout CBORReader) throws {
        try reader.array(of: 5)
        building = try reader.building()
        account = try EnergyAccount(from: &reader)
        costMicros = try reader.int()
        estimated = Energy(millijoules: try reader.int())
        breach = Energy(millijoules: try reader.int())
    }
}

extension Split {
    fileprivate func write(to writer: inout CBORWriter) {
        writer.array(3)
        writer.int(gridContract.watts)
        writer.int(battery.watts)
        writer.int(gridPremium.watts)
    }

    fileprivate init(from reader: inout CBORReader) throws {
        try reader.array(of: 3)
        self.init(
            gridContract: Power(watts: try reader.int()),
            battery: Power(watts: try reader.int()),
            gridPremium: Power(watts: try reader.int())
        )
    }
}

extension CBORReader {
    fileprivate mutating func building() throws -> BuildingID {
        guard let id = BuildingID(try text()) else { throw ContractFormatError.value("building id") }
        return id
    }

    fileprivate mutating func list<Element>(
        _ element: (inout CBORReader) throws -> Element
    ) throws -> [Element] {
        var elements: [Element] = []
        for _ in 0..<(try array()) { elements.append(try element(&self)) }
        return elements
    }
}
