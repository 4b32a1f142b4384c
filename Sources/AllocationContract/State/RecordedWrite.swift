public import Allocation
import CBOR
public import Ledger
public import Units

/// One write of an allocation transaction, read from its bytes: what an auditor follows without executing anything.
public enum RecordedWrite: Hashable, Sendable {
    /// The cluster's record, when its period was opened, and whether that period is open.
    case cluster(ClusterRecord, openedAt: Instant, isOpen: Bool)

    /// The period's terms.
    case terms(PeriodTerms)

    /// A building's record, by the building's index; `nil` if it is removed.
    case building(Int, BuildingRecord?)

    /// A request's record, by its sequence number; `nil` if it has ended.
    case request(Int64, RequestRecord?)

    /// Reads a write of the contract.
    ///
    /// - Throws: ``ContractFormatError``, also for a key that the contract does not have.
    public init(_ write: KeyWrite) throws(ContractFormatError) {
        do {
            self = try Self.read(write)
        } catch {
            throw ContractFormatError(error)
        }
    }

    private static func read(_ write: KeyWrite) throws -> RecordedWrite {
        let (key, value) = (write.key, write.value)
        if let index = number(of: key, in: ContractKeys.buildings).flatMap({ Int(exactly: $0) }) {
            return .building(index, try value.map { try MemberRecord(encoded: $0).building })
        }
        if let sequence = number(of: key, in: ContractKeys.requests) {
            return .request(sequence, try value.map { try RequestRecord(sequence: sequence, encoded: $0) })
        }
        guard let value else { throw ContractFormatError.value("key: a deletion of \(key)") }
        switch key {
        case ContractKeys.cluster:
            let record = try GuardRecord(encoded: value)
            return .cluster(record.cluster, openedAt: record.openedAt, isOpen: record.isOpen)
        case ContractKeys.terms:
            return .terms(try PeriodTerms(encoded: value))
        default:
            throw ContractFormatError.value("key: \(key)")
        }
    }

    /// The number that stands after a prefix in eight bytes.
    private static func number(of key: StateKey, in prefix: StateKey) -> Int64? {
        let digits = key.bytes.dropFirst(prefix.bytes.count)
        guard digits.count == 8, key.bytes.starts(with: prefix.bytes) else { return nil }
        return Int64(exactly: digits.reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }
}

extension RecordedWrite {
    /// The key of a building's record.
    public static func key(ofBuilding index: Int) -> StateKey { ContractKeys.building(index) }

    /// The key of a request's record.
    public static func key(ofRequest sequence: Int64) -> StateKey { ContractKeys.request(sequence) }

    /// The key of the cluster's record.
    public static let clusterKey = ContractKeys.cluster

    /// The key of the period's terms.
    public static let termsKey = ContractKeys.terms
}
