import Allocation
import Cryptography
import Ledger
import Units

extension Projection {
    /// Reads the whole state; the reads are not recorded, because the guard key, which was read, stands for them all.
    init(guardBytes: [UInt8], reading stub: ChaincodeStub) throws(ChaincodeError) {
        let guardRecord = try Self.decoding(ContractKeys.cluster) { () throws in try GuardRecord(encoded: guardBytes) }
        let terms = try Self.terms(stub)
        let members = try Self.members(stub)
        let image = ClusterImage(
            cluster: guardRecord.cluster,
            buildings: members.map(\.building),
            requests: try Self.requests(stub)
        )
        self.terms = terms
        self.cluster = try Self.decoding(ContractKeys.cluster) { () throws in
            try Cluster(terms: terms.cluster, policy: terms.policy, restoring: image)
        }
        self.cluster.isRecording = true
        self.openedAt = guardRecord.openedAt
        self.isOpen = guardRecord.isOpen
        self.orders = members.map(\.session)
        self.splits = []
        self.guardBytes = guardBytes
        self.splits = terms.cluster.buildings.indices.map { cluster.split(of: $0) }
    }

    private static func terms(_ stub: ChaincodeStub) throws(ChaincodeError) -> PeriodTerms {
        let key = ContractKeys.terms
        guard let entry = try entries(key, stub).first else {
            throw .damagedState(key: key, reason: "the terms are missing")
        }
        return try decoding(key) { () throws in try PeriodTerms(encoded: entry.value) }
    }

    private static func members(_ stub: ChaincodeStub) throws(ChaincodeError) -> [MemberRecord] {
        var members: [MemberRecord] = []
        for entry in try entries(ContractKeys.buildings, stub) {
            members.append(try decoding(entry.key) { () throws in try MemberRecord(encoded: entry.value) })
        }
        return members
    }

    private static func requests(_ stub: ChaincodeStub) throws(ChaincodeError) -> [RequestRecord] {
        var requests: [RequestRecord] = []
        for entry in try entries(ContractKeys.requests, stub) {
            let key = entry.key
            let number = key.bytes.dropFirst(ContractKeys.requests.bytes.count)
            let sequence = Int64(bitPattern: number.reduce(0) { $0 << 8 | UInt64($1) })
            requests.append(
                try decoding(key) { () throws in try RequestRecord(sequence: sequence, encoded: entry.value) }
            )
        }
        return requests
    }

    private static func entries(_ prefix: StateKey, _ stub: ChaincodeStub) throws(ChaincodeError) -> [KeyValue] {
        try stub.unrecordedRange(from: prefix, to: prefix.endOfPrefix)
    }

    private static func decoding<Value>(_ key: StateKey, _ body: () throws -> Value) throws(ChaincodeError) -> Value {
        do { return try body() } catch { throw .damagedState(key: key, reason: "\(error)") }
    }
}
