import Allocation
import Cryptography
import Ledger

extension Projection {
    /// Puts what the last event changed into the write set, the guard key with it.
    mutating func writeChanges(to stub: ChaincodeStub, txid: Digest) {
        for building in cluster.journal.buildings { writeMember(building, to: stub) }
        for request in cluster.journal.changed {
            guard let record = cluster.requestRecord(request) else { continue }
            stub.putState(ContractKeys.request(record.sequence), record.encoded)
        }
        for sequence in cluster.journal.ended { stub.delState(ContractKeys.request(sequence)) }
        writeGuard(to: stub, txid: txid)
    }

    /// Puts everything into the write set; a request that the event has ended is removed.
    mutating func writeAll(to stub: ChaincodeStub, txid: Digest) {
        for sequence in cluster.journal.ended { stub.delState(ContractKeys.request(sequence)) }
        stub.putState(ContractKeys.terms, terms.encoded)
        for building in orders.indices { writeMember(building, to: stub) }
        for request in cluster.image.requests {
            stub.putState(ContractKeys.request(request.sequence), request.encoded)
        }
        writeGuard(to: stub, txid: txid)
    }

    private func writeMember(_ building: Int, to stub: ChaincodeStub) {
        let record = MemberRecord(building: cluster.buildingRecord(building), session: orders[building])
        stub.putState(ContractKeys.building(building), record.encoded)
    }

    private mutating func writeGuard(to stub: ChaincodeStub, txid: Digest) {
        let record = GuardRecord(
            cluster: cluster.clusterRecord,
            openedAt: openedAt,
            isOpen: isOpen,
            txid: txid
        )
        guardBytes = record.encoded
        stub.putState(ContractKeys.cluster, guardBytes)
    }
}
