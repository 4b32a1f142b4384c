import Allocation
import AllocationContract
import CBOR
import Ledger
import Units

// What a contract can do that cheats about single things.

/// Adds ten watts to the second building's demand.
@Sendable func raise(_ call: AllocationCall) -> AllocationCall {
    changing(call) { $0.power = $0.power + .watts(10) }
}

/// Lets the second building's level hold longer than it said.
@Sendable func stretch(_ call: AllocationCall) -> AllocationCall {
    changing(call) { $0.lease = $0.lease + .seconds(60) }
}

private func changing(_ call: AllocationCall, _ change: (inout LevelChange) -> Void) -> AllocationCall {
    guard case .request(var level) = call, level.building.text == "b02" else { return call }
    change(&level)
    return .request(level)
}

/// Adds a watt-hour of grid-premium to the first building's account.
@Sendable func pad(_: AllocationCall, _ writes: inout [KeyWrite], _: inout AllocationResponse) throws {
    writes = try writes.map { write in
        guard write.key == RecordedWrite.key(ofBuilding: 0), let value = write.value, isDrawn(value) else {
            return write
        }
        let padded = try raising(value, by: 3_600_000) { reader in
            for _ in 0..<2 { _ = try reader.array() }
            for _ in 0..<2 { _ = try reader.int() }
        }
        return KeyWrite(key: write.key, value: padded)
    }
}

/// Adds a watt-hour of grid-premium to the cluster's account.
@Sendable func padCluster(_: AllocationCall, _ writes: inout [KeyWrite], _: inout AllocationResponse) throws {
    writes = try writes.map { write in
        guard write.key == RecordedWrite.clusterKey, let value = write.value, isDrawn(value) else { return write }
        let padded = try raising(value, by: 3_600_000) { reader in
            _ = try reader.array()
            for _ in 0..<5 { _ = try reader.int() }
            _ = try reader.array()
            for _ in 0..<2 { _ = try reader.int() }
        }
        return KeyWrite(key: write.key, value: padded)
    }
}

/// Whether a record has an account with anything in it.
private func isDrawn(_ value: [UInt8]) -> Bool { CBORDiagnostic.text(value)?.contains("[0, 0, 0]") == false }

/// Bytes in which the numbers are higher that stand after what has been read.
func raising(
    _ value: [UInt8],
    by rises: Int64...,
    after read: (inout CBORReader) throws -> Void
) throws -> [UInt8] {
    var (reader, writer) = (CBORReader(value), CBORWriter())
    try read(&reader)
    let start = reader.offset
    for rise in rises { writer.int(try reader.int() + rise) }
    return value[..<start] + writer.encoded + value[reader.offset...]
}

/// Bills the second member a little more than its energy costs.
@Sendable func overcharge(_: AllocationCall, _: inout [KeyWrite], _ response: inout AllocationResponse) {
    guard response.statements.count > 1 else { return }
    response.statements[1].costMicros += 1
}

/// Tells the second building that it has more grid-contract than is recorded.
@Sendable func lie(_: AllocationCall, _: inout [KeyWrite], _ response: inout AllocationResponse) {
    for index in response.allocations.indices where response.allocations[index].building.text == "b02" {
        let split = response.allocations[index].split
        response.allocations[index].split.gridContract = split.gridContract + .watts(1)
    }
}

/// Leaves out the first building's record.
@Sendable func omit(_: AllocationCall, _ writes: inout [KeyWrite], _: inout AllocationResponse) {
    guard writes.count < 6 else { return }
    writes.removeAll { $0.key == RecordedWrite.key(ofBuilding: 0) }
}

/// Lets the cluster's clock run ahead of the calls.
@Sendable func hurry(_ call: AllocationCall, _ writes: inout [KeyWrite], _: inout AllocationResponse) throws {
    guard case .request = call else { return }
    writes = try writes.map { write in
        guard write.key == RecordedWrite.clusterKey, let value = write.value else { return write }
        let hurried = try raising(value, by: 100) { reader in
            _ = try reader.array()
            for _ in 0..<3 { _ = try reader.int() }
        }
        return KeyWrite(key: write.key, value: hurried)
    }
}
