public import Ledger

/// A small chaincode for tests: keys, values, counters, ranges, and failures.
public struct KeyValueChaincode: Chaincode {
    /// Its name.
    public static let name = "kv"

    /// The name in proposals.
    public var name: String { Self.name }

    /// Creates the chaincode.
    public init() {}

    public func makeExecutor() -> any ChaincodeExecutor { Executor() }

    private struct Executor: ChaincodeExecutor {
        mutating func invoke(_ call: ChaincodeCall, on stub: ChaincodeStub) throws(ChaincodeError) -> [UInt8] {
            switch (call.function, call.arguments.count) {
            case ("put", 2):
                stub.putState(StateKey(call.arguments[0]), call.arguments[1])
                return call.arguments[1]
            case ("delete", 1):
                stub.delState(StateKey(call.arguments[0]))
                return []
            case ("get", 1):
                return try stub.getState(StateKey(call.arguments[0])) ?? []
            case ("increment", 1):
                return try increment(StateKey(call.arguments[0]), stub)
            case ("count", 2):
                let found = try stub.getRange(from: StateKey(call.arguments[0]), to: StateKey(call.arguments[1]))
                stub.putState("count", [UInt8(found.count)])
                return [UInt8(found.count)]
            case ("terms", 0):
                stub.putState("terms", call.terms)
                return call.terms
            case ("fail", _):
                stub.putState("failed", [1])
                throw .refused(code: 7, reason: "as asked")
            default:
                throw .unknownFunction(call.function)
            }
        }

        /// Adds one to a decimal number.
        private func increment(_ key: StateKey, _ stub: ChaincodeStub) throws(ChaincodeError) -> [UInt8] {
            let old = try stub.getState(key).flatMap { Int(String(decoding: $0, as: UTF8.self)) } ?? 0
            let value = Array("\(old + 1)".utf8)
            stub.putState(key, value)
            return value
        }
    }
}
