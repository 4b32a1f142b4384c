import Dispatch
public import Ledger
import LedgerTestKit

/// The test chaincode, but calls whose first argument is `slow` wait until they are let through.
public struct GatedChaincode: Chaincode {
    public let name = KeyValueChaincode.name
    private let gate = DispatchSemaphore(value: 0)

    /// Creates the chaincode, with its gate closed.
    public init() {}

    /// Lets one call through.
    public func open() { gate.signal() }

    public func makeExecutor() -> any ChaincodeExecutor {
        Executor(inner: KeyValueChaincode().makeExecutor(), gate: gate)
    }

    private struct Executor: ChaincodeExecutor {
        var inner: any ChaincodeExecutor
        let gate: DispatchSemaphore

        mutating func invoke(_ call: ChaincodeCall, on stub: ChaincodeStub) throws(ChaincodeError) -> [UInt8] {
            if call.arguments.first == bytes("slow") { gate.wait() }
            return try inner.invoke(call, on: stub)
        }
    }
}
