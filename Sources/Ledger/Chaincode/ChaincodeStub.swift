/// What a chaincode sees of the ledger while a call runs, and the record of what it did: Fabric's chaincode stub.
///
/// Reads come from the snapshot that the call began with; a call does not see its own writes (thesis, A.3.2). Every
/// read goes into the read set with the version it saw, every range with a hash of what it found, every write into the
/// write set; sets are in key order, so that equal executions give equal bytes.
public final class ChaincodeStub {
    private let namespace: String
    private let state: any StateView
    private var reads = SortedMap<StateKey, Version?>()
    private var ranges: [RangeRead] = []
    private var writes = SortedMap<StateKey, [UInt8]?>()

    /// Creates a stub for one call of a chaincode on a snapshot.
    public init(chaincode namespace: String, state: any StateView) {
        self.namespace = namespace
        self.state = state
    }

    /// The value of a key, or `nil` if it has none; recorded in the read set either way.
    ///
    /// - Throws: ``ChaincodeError/stateUnavailable(_:)``.
    public func getState(_ key: StateKey) throws(ChaincodeError) -> [UInt8]? {
        let found = try reading { () throws(StateError) in try state.value(of: QualifiedKey(key, in: namespace)) }
        reads[key] = .some(found?.version)
        return found?.value
    }

    /// Sets the value of a key, when the transaction is committed as valid.
    public func putState(_ key: StateKey, _ value: [UInt8]) {
        writes[key] = .some(value)
    }

    /// Removes a key, when the transaction is committed as valid.
    public func delState(_ key: StateKey) {
        writes[key] = .some(nil)
    }

    /// The keys from `from` up to and without `to` (`nil`: all that follow) with their values, in ascending order.
    ///
    /// The range goes into the read set with a hash of the keys and versions found, so that a key that appears or
    /// disappears in it before the commit makes the transaction invalid (a phantom read).
    ///
    /// - Throws: ``ChaincodeError/stateUnavailable(_:)``.
    public func getRange(from: StateKey, to: StateKey?) throws(ChaincodeError) -> [KeyValue] {
        let found = try entries(from: from, to: to)
        ranges.append(RangeRead(from: from, to: to, digest: RangeRead.digest(of: found)))
        return found.map(KeyValue.init)
    }

    /// The same as ``getRange(from:to:)``, not recorded.
    ///
    /// A chaincode may use it only for keys that it writes together with a guard key that it has read in this call:
    /// then whatever changes the range changes the guard key's version, and the conflict is found there.
    ///
    /// - Throws: ``ChaincodeError/stateUnavailable(_:)``.
    public func unrecordedRange(from: StateKey, to: StateKey?) throws(ChaincodeError) -> [KeyValue] {
        try entries(from: from, to: to).map(KeyValue.init)
    }

    /// What the call did, with the response that it returned.
    public func result(response: [UInt8]) -> TransactionResult {
        var keyReads: [KeyRead] = []
        reads.forEach { key, version in keyReads.append(KeyRead(key: key, version: version)) }
        var keyWrites: [KeyWrite] = []
        writes.forEach { key, value in keyWrites.append(KeyWrite(key: key, value: value)) }
        return TransactionResult(reads: keyReads, ranges: ranges, writes: keyWrites, response: response)
    }

    private func entries(from: StateKey, to: StateKey?) throws(ChaincodeError) -> [StateEntry] {
        let end = to.map { QualifiedKey($0, in: namespace) } ?? .end(of: namespace)
        return try reading { () throws(StateError) in
            try state.values(from: QualifiedKey(from, in: namespace), to: end)
        }
    }

    private func reading<Found>(_ body: () throws(StateError) -> Found) throws(ChaincodeError) -> Found {
        do {
            return try body()
        } catch {
            throw .stateUnavailable(error)
        }
    }
}

/// A key of a chaincode's state with its value.
public struct KeyValue: Hashable, Sendable {
    /// The key, within the chaincode.
    public let key: StateKey

    /// The value.
    public let value: [UInt8]

    fileprivate init(_ entry: StateEntry) {
        key = entry.key.key
        value = entry.value.value
    }
}
