public import Ledger
import LedgerTestKit

/// The test chaincode, but for calls whose first argument is `odd`: there it writes a key more.
public struct OddChaincode: Chaincode {
    public let name = KeyValueChaincode.name

    /// Creates the chaincode.
    public init() {}

    public func makeExecutor() -> any ChaincodeExecutor { Executor(inner: KeyValueChaincode().makeExecutor()) }

    private struct Executor: ChaincodeExecutor {
        var inner: any ChaincodeExecutor

        mutating func invoke(_ call: ChaincodeCall, on stub: ChaincodeStub) throws(ChaincodeError) -> [UInt8] {
            if call.arguments.first == bytes("odd") { stub.putState("odd key", [1]) }
            return try inner.invoke(call, on: stub)
        }
    }
}
