import Allocation
import AllocationContract
import Ledger
import Units

/// A contract that cheats and is consistent about it: it runs the honest one on a state of its own, with calls that
/// nobody made, and records and answers what it likes. Whoever executes it again gets the same bytes.
struct CheatingContract: Chaincode {
    /// What the honest contract is told instead of a call.
    var call: @Sendable (AllocationCall) throws -> AllocationCall = { $0 }

    /// What is recorded and answered instead of what the honest contract says.
    var record: @Sendable (AllocationCall, inout [KeyWrite], inout AllocationResponse) throws -> Void = { _, _, _ in }

    var name: String { AllocationContract.name }

    func makeExecutor() -> any ChaincodeExecutor { Executor(contract: self) }

    private struct Executor: ChaincodeExecutor {
        let contract: CheatingContract
        var inner: any ChaincodeExecutor = AllocationContract().makeExecutor()
        var secret = WorldState()
        var count = 0

        mutating func invoke(_ call: ChaincodeCall, on stub: ChaincodeStub) throws(ChaincodeError) -> [UInt8] {
            _ = try stub.getState(RecordedWrite.clusterKey)
            let asked = try AllocationCall(function: call.function, arguments: call.arguments)
            do {
                let told = try contract.call(asked)
                let own = ChaincodeStub(chaincode: AllocationContract.name, state: secret)
                var opening: [UInt8] = []
                if case .openPeriod(let terms, _) = told { opening = terms.encoded }
                let request = ChaincodeCall(
                    function: told.function,
                    arguments: told.arguments,
                    timestamp: call.timestamp,
                    txid: call.txid,
                    creator: call.creator,
                    terms: opening
                )
                let result = own.result(response: try inner.invoke(request, on: own))
                count += 1
                var updates = StateUpdates()
                updates.record(result.writes, of: name, version: Version(block: count, transaction: 0))
                secret.apply(updates)
                var (writes, response) = (result.writes, try AllocationResponse(encoded: result.response))
                try contract.record(asked, &writes, &response)
                for write in writes {
                    if let value = write.value { stub.putState(write.key, value) } else { stub.delState(write.key) }
                }
                return response.encoded
            } catch let error as ChaincodeError {
                throw error
            } catch {
                throw .refused(code: 99, reason: "\(error)")
            }
        }

        private var name: String { AllocationContract.name }
    }
}

extension CheatingContract {
    /// Allocates under other terms than those that it publishes.
    static func secretTerms(_ secret: PeriodTerms) -> CheatingContract {
        CheatingContract(
            call: { call in
                if case .openPeriod = call { .openPeriod(secret) } else { call }
            },
            record: { call, writes, response in
                if case .openPeriod(let published, _) = call {
                    writes = writes.map {
                        $0.key == RecordedWrite.termsKey ? KeyWrite(key: $0.key, value: published.encoded) : $0
                    }
                } else {
                    writes.removeAll { $0.key == RecordedWrite.termsKey }
                }
            }
        )
    }

    /// Publishes a charge and a tariff that fit the published terms.
    func publishing(_ terms: PeriodTerms, insteadOf secret: PeriodTerms) -> CheatingContract {
        var contract = self
        contract.record = { [record] call, writes, response in
            try record(call, &writes, &response)
            let difference = terms.cluster.battery.capacity - secret.cluster.battery.capacity
            response.cluster.charge = response.cluster.charge + difference
            response.tariff.prices = terms.cluster.prices
            response.tariff.policy = terms.policy.kind
        }
        return contract
    }
}
