/// Why a chaincode call gave no result. Nothing of the call is recorded.
public enum ChaincodeError: Error, Hashable, Sendable {
    /// The chaincode has no such function.
    case unknownFunction(String)

    /// The call has another number of arguments than the function.
    case argumentCount(Int, expected: Int)

    /// An argument cannot be read, and why.
    case badArgument(index: Int, reason: String)

    /// The chaincode refuses the call, with a number of its own and the reason for people.
    case refused(code: Int, reason: String)

    /// A value of the state is not what the chaincode once wrote.
    case damagedState(key: StateKey, reason: String)

    /// The state could not be read.
    case stateUnavailable(StateError)
}

extension ChaincodeError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unknownFunction(let function): "the chaincode has no function '\(function)'"
        case .argumentCount(let count, let expected): "expected \(expected) arguments, found \(count)"
        case .badArgument(let index, let reason): "argument \(index + 1): \(reason)"
        case .refused(let code, let reason): "refused (\(code)): \(reason)"
        case .damagedState(let key, let reason): "the state at key '\(key)' is damaged: \(reason)"
        case .stateUnavailable(let error): "the state cannot be read: \(error)"
        }
    }
}
