import CBOR
import Ledger

/// The transactions of Fabcoin (thesis, A.5.1).
public enum FabcoinCall: Hashable, Sendable {
    /// The central bank creates coins.
    case mint([Coin])

    /// An owner turns coins of one label into others of the same sum.
    case spend([CoinReference], into: [Coin])

    /// The transaction's name, as it stands in proposals.
    public var function: String {
        switch self {
        case .mint: "MINT"
        case .spend: "SPEND"
        }
    }

    /// The transaction's arguments: the outputs, behind the inputs where there are some.
    public var arguments: [[UInt8]] {
        switch self {
        case .mint(let outputs): [Coin.encode(outputs)]
        case .spend(let inputs, let outputs): [CoinReference.encode(inputs), Coin.encode(outputs)]
        }
    }

    init(_ call: ChaincodeCall) throws(ChaincodeError) {
        switch call.function {
        case "MINT":
            try Self.count(call.arguments, is: 1)
            self = .mint(try Self.reading(0, of: call.arguments, Coin.decode))
        case "SPEND":
            try Self.count(call.arguments, is: 2)
            let inputs = try Self.reading(0, of: call.arguments, CoinReference.decode)
            self = .spend(inputs, into: try Self.reading(1, of: call.arguments, Coin.decode))
        default:
            throw .unknownFunction(call.function)
        }
    }

    private static func count(_ arguments: [[UInt8]], is expected: Int) throws(ChaincodeError) {
        guard arguments.count == expected else { throw .argumentCount(arguments.count, expected: expected) }
    }

    private static func reading<Value>(
        _ index: Int,
        of arguments: [[UInt8]],
        _ read: ([UInt8]) throws(CBORError) -> Value
    ) throws(ChaincodeError) -> Value {
        do {
            return try read(arguments[index])
        } catch {
            throw .badArgument(index: index, reason: error.description)
        }
    }
}
