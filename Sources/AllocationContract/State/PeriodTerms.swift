public import Allocation
public import CBOR
import Units

/// Why stored terms, a call or a response cannot be read.
public enum ContractFormatError: Error, Hashable, Sendable {
    /// The bytes are not in the format.
    case encoding(CBORError)

    /// A value of the format is out of its range; the text says which.
    case value(String)

    /// What went wrong while bytes were read.
    init(_ error: any Error) {
        switch error {
        case let error as CBORError: self = .encoding(error)
        case let error as ContractFormatError: self = error
        default: self = .value("\(error)")
        }
    }
}

/// The terms of a period as the ledger keeps them: what the members signed, and the policy in force.
public struct PeriodTerms: Hashable, Sendable {
    /// The cluster's terms.
    public var cluster: ClusterTerms

    /// The policy.
    public var policy: AllocationPolicy

    /// The currency of the prices, an ISO 4217 code.
    public var currency: String

    /// Creates the terms of a period.
    public init(cluster: ClusterTerms, policy: AllocationPolicy, currency: String) {
        self.cluster = cluster
        self.policy = policy
        self.currency = currency
    }

    /// The terms as deterministic CBOR.
    ///
    /// `[cap W, [power W, capacity mJ, efficiency ppb, starts with its reading], [p1, p2, p3 in 10⁻⁶/kWh], [meter
    /// tolerance ppb, mJ], [[id, RAF ppb] …], [kind, discipline, signal or "", hysteresis W, dwell ms], currency]`.
    public var encoded: [UInt8] {
        var writer = CBORWriter()
        writer.array(7)
        writer.int(cluster.contractCap.watts)
        writer.array(4)
        writer.int(cluster.battery.power.watts)
        writer.int(cluster.battery.capacity.millijoules)
        writer.int(cluster.battery.roundTripEfficiency.partsPerBillion)
        writer.int(cluster.battery.start == .reading ? 1 : 0)
        writer.array(3)
        writer.int(cluster.prices.gridContract.micros)
        writer.int(cluster.prices.battery.micros)
        writer.int(cluster.prices.gridPremium.micros)
        writer.array(2)
        writer.int(cluster.meterTolerance.share.partsPerBillion)
        writer.int(cluster.meterTolerance.energy.millijoules)
        writer.array(cluster.buildings.count)
        for building in cluster.buildings {
            writer.array(2)
            writer.text(building.id.text)
            writer.int(building.allocationFactor.partsPerBillion)
        }
        policy.write(to: &writer)
        writer.text(currency)
        return writer.encoded
    }

    /// Reads terms.
    ///
    /// - Throws: ``ContractFormatError``.
    public init(encoded: [UInt8]) throws(ContractFormatError) {
        var reader = CBORReader(encoded)
        do {
            try reader.array(of: 7)
            self.cluster = try ClusterTerms(from: &reader)
            self.policy = try AllocationPolicy(from: &reader)
            self.currency = try reader.text()
            try reader.finish()
        } catch let error as CBORError {
            throw .encoding(error)
        } catch {
            throw .value("\(error)")
        }
        // Buildings come in the order of their identifiers: the same terms never have two hashes.
        guard self.encoded == encoded else { throw .value("order of the buildings") }
    }
}

extension ClusterTerms {
    fileprivate init(from reader: inout CBORReader) throws {
        let cap = Power(watts: try reader.int())
        try reader.array(of: 4)
        let battery = BatteryTerms(
            power: Power(watts: try reader.int()),
            capacity: Energy(millijoules: try reader.int()),
            roundTripEfficiency: Share(partsPerBillion: try reader.int()),
            start: try reader.flag() ? .reading : .full
        )
        try reader.array(of: 3)
        let prices = ServerPrices(
            gridContract: Price(micros: try reader.int()),
            battery: Price(micros: try reader.int()),
            gridPremium: Price(micros: try reader.int())
        )
        try reader.array(of: 2)
        let tolerance = MeterTolerance(
            share: Share(partsPerBillion: try reader.int()),
            energy: Energy(millijoules: try reader.int())
        )
        var buildings: [BuildingTerms] = []
        for _ in 0..<(try reader.array()) {
            try reader.array(of: 2)
            guard let id = BuildingID(try reader.text()) else { throw ContractFormatError.value("building id") }
            let factor = Share(partsPerBillion: try reader.int())
            buildings.append(BuildingTerms(id: id, allocationFactor: factor))
        }
        try self.init(
            contractCap: cap,
            battery: battery,
            prices: prices,
            meterTolerance: tolerance,
            buildings: buildings
        )
    }
}

extension AllocationPolicy {
    fileprivate func write(to writer: inout CBORWriter) {
        writer.array(5)
        writer.text(kind.rawValue)
        writer.text(discipline.rawValue)
        writer.text(signal?.rawValue ?? "")
        writer.int(hysteresis.watts)
        writer.int(dwell.milliseconds)
    }

    fileprivate init(from reader: inout CBORReader) throws {
        try reader.array(of: 5)
        guard let kind = PolicyKind(rawValue: try reader.text()) else { throw ContractFormatError.value("policy") }
        guard let discipline = Discipline(rawValue: try reader.text()) else {
            throw ContractFormatError.value("discipline")
        }
        let name = try reader.text()
        let signal = AdaptiveSignal(rawValue: name)
        guard signal != nil || name.isEmpty else { throw ContractFormatError.value("signal") }
        try self.init(
            kind: kind,
            discipline: discipline,
            signal: signal,
            hysteresis: Power(watts: try reader.int()),
            dwell: Interval(milliseconds: try reader.int())
        )
    }
}
