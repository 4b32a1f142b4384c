import Allocation
import CBOR
import Cryptography
import Units

// The records of the state, as arrays in the order of their fields. An instant that may be missing is a negative number
// then: no instant of a live period lies before the Unix epoch.

/// What the guard key holds.
struct GuardRecord: Hashable, Sendable {
    var cluster: ClusterRecord
    /// When the period was opened.
    var openedAt: Instant
    /// Whether the period is open.
    var isOpen: Bool
    /// The transaction that wrote the record: two histories never leave the same bytes.
    var txid: Digest

    var encoded: [UInt8] {
        var writer = CBORWriter(capacity: 96)
        writer.array(11)
        writer.int(2)  // the record's format
        writer.int(isOpen ? 1 : 0)
        writer.int(openedAt.milliseconds)
        writer.int(cluster.now.milliseconds)
        writer.int(cluster.nextSequence)
        cluster.account.write(to: &writer)
        writer.int(cluster.isBatteryEmpty ? 1 : 0)
        writer.int(cluster.mode == .strict ? 1 : 0)
        writer.int(cluster.lastSwitch?.milliseconds ?? -1)
        writer.int(cluster.chargeCorrection.millijoules)
        writer.bytes(txid.bytes)
        return writer.encoded
    }

    init(cluster: ClusterRecord, openedAt: Instant, isOpen: Bool, txid: Digest) {
        self.cluster = cluster
        self.openedAt = openedAt
        self.isOpen = isOpen
        self.txid = txid
    }

    init(encoded: [UInt8]) throws {
        var reader = CBORReader(encoded)
        try reader.array(of: 11)
        guard try reader.int() == 2 else { throw ContractFormatError.value("format of the cluster's record") }
        isOpen = try reader.flag()
        openedAt = Instant(milliseconds: try reader.int())
        cluster = ClusterRecord(
            now: Instant(milliseconds: try reader.int()),
            nextSequence: try reader.int(),
            account: try EnergyAccount(from: &reader),
            isBatteryEmpty: try reader.flag(),
            mode: try reader.flag() ? .strict : .noBounds,
            lastSwitch: try reader.instant(),
            chargeCorrection: Energy(millijoules: try reader.int())
        )
        guard let txid = Digest(try reader.bytes()) else { throw ContractFormatError.value("transaction id") }
        self.txid = txid
        try reader.finish()
    }
}

/// What a building's key holds: the core's record, and the last message of the building's that was acted on.
struct MemberRecord: Hashable, Sendable {
    var building: BuildingRecord
    var session: MessageOrder

    var encoded: [UInt8] {
        var writer = CBORWriter(capacity: 64)
        writer.array(9)
        building.account.write(to: &writer)
        writer.int(building.settledAt.milliseconds)
        writer.int(building.isQuotaExhausted ? 1 : 0)
        writer.int(building.isStale ? 1 : 0)
        writer.int(session.epoch)
        writer.int(session.sequence)
        writer.array(building.gaps.count)
        for gap in building.gaps {
            writer.array(3)
            writer.int(gap.start.milliseconds)
            writer.int(gap.end?.milliseconds ?? -1)
            writer.int(gap.level.watts)
        }
        writer.array(building.loads.count)
        for load in building.loads { load.write(to: &writer) }
        building.meter.write(to: &writer)
        return writer.encoded
    }

    init(building: BuildingRecord, session: MessageOrder) {
        self.building = building
        self.session = session
    }

    init(encoded: [UInt8]) throws {
        var reader = CBORReader(encoded)
        try reader.array(of: 9)
        building = BuildingRecord(
            account: try EnergyAccount(from: &reader),
            settledAt: Instant(milliseconds: try reader.int()),
            isQuotaExhausted: try reader.flag(),
            isStale: try reader.flag(),
            gaps: [],
            loads: []
        )
        session = MessageOrder(epoch: try reader.int(), sequence: try reader.int())
        for _ in 0..<(try reader.array()) {
            try reader.array(of: 3)
            let start = Instant(milliseconds: try reader.int())
            building.gaps.append(
                Gap(start: start, end: try reader.instant(), level: Power(watts: try reader.int()))
            )
        }
        for _ in 0..<(try reader.array()) { building.loads.append(try LoadRecord(from: &reader)) }
        building.meter = try MeterRecord(from: &reader)
        try reader.finish()
    }
}

extension MeterRecord {
    /// Nothing of a meter of which nothing is known; else `[register mJ or -1, recorded at ms, account at the reading
    /// mJ, estimated mJ, breach mJ]`.
    fileprivate func write(to writer: inout CBORWriter) {
        guard self != .unread else { return writer.array(0) }
        writer.array(5)
        writer.int(reading?.register.millijoules ?? -1)
        writer.int(reading?.instant.milliseconds ?? 0)
        writer.int(accountAtReading.millijoules)
        writer.int(estimated.millijoules)
        writer.int(breach.millijoules)
    }

    fileprivate init(from reader: inout CBORReader) throws {
        switch try reader.array() {
        case 0: self = .unread
        case 5:
            let (register, instant) = (try reader.int(), try reader.int())
            let reading = MeterReading(
                register: Energy(millijoules: register),
                instant: Instant(milliseconds: instant)
            )
            self.init(
                reading: register < 0 ? nil : reading,
                accountAtReading: Energy(millijoules: try reader.int()),
                estimated: Energy(millijoules: try reader.int()),
                breach: Energy(millijoules: try reader.int())
            )
        default: throw ContractFormatError.value("meter")
        }
    }
}

extension LoadRecord {
    fileprivate func write(to writer: inout CBORWriter) {
        writer.array(4)
        writer.text(id.text)
        writer.int(power.watts)
        writer.int(leaseEnd?.milliseconds ?? -1)
        writer.array(requests.count)
        for request in requests { writer.int(request) }
    }

    fileprivate init(from reader: inout CBORReader) throws {
        try reader.array(of: 4)
        guard let id = LoadID(try reader.text()) else { throw ContractFormatError.value("load id") }
        self.init(
            id: id,
            power: Power(watts: try reader.int()),
            leaseEnd: try reader.instant(),
            requests: []
        )
        for _ in 0..<(try reader.array()) { requests.append(try reader.int()) }
    }
}

extension RequestRecord {
    var encoded: [UInt8] {
        var writer = CBORWriter(capacity: 32)
        writer.array(5)
        writer.int(Int64(building))
        writer.int(split.gridContract.watts)
        writer.int(split.battery.watts)
        writer.int(split.gridPremium.watts)
        writer.int(Int64(limits.rawValue))
        return writer.encoded
    }

    init(sequence: Int64, encoded: [UInt8]) throws {
        var reader = CBORReader(encoded)
        try reader.array(of: 5)
        guard let building = Int(exactly: try reader.int()) else { throw ContractFormatError.value("building") }
        let split = Split(
            gridContract: Power(watts: try reader.int()),
            battery: Power(watts: try reader.int()),
            gridPremium: Power(watts: try reader.int())
        )
        guard let bits = UInt8(exactly: try reader.int()) else { throw ContractFormatError.value("limits") }
        try reader.finish()
        self.init(sequence: sequence, building: building, split: split, limits: Limits(rawValue: bits))
    }
}

extension EnergyAccount {
    func write(to writer: inout CBORWriter) {
        writer.array(3)
        writer.int(gridContract.millijoules)
        writer.int(battery.millijoules)
        writer.int(gridPremium.millijoules)
    }

    init(from reader: inout CBORReader) throws {
        try reader.array(of: 3)
        self.init(
            gridContract: Energy(millijoules: try reader.int()),
            battery: Energy(millijoules: try reader.int()),
            gridPremium: Energy(millijoules: try reader.int())
        )
    }
}

extension CBORReader {
    mutating func flag() throws -> Bool {
        switch try int() {
        case 0: false
        case 1: true
        default: throw ContractFormatError.value("flag")
        }
    }

    /// An instant, or nothing where the number is negative.
    mutating func instant() throws -> Instant? {
        let milliseconds = try int()
        return milliseconds < 0 ? nil : Instant(milliseconds: milliseconds)
    }
}
