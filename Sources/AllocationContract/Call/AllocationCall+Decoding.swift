import Allocation
public import Ledger
import Units

extension AllocationCall {
    /// Reads a call from a proposal's function and arguments.
    ///
    /// - Throws: `ChaincodeError` where there is no such transaction or its arguments cannot be read.
    public init(function: String, arguments: [[UInt8]]) throws(ChaincodeError) {
        switch function {
        case "openPeriod":
            self = try Self.openPeriod(arguments)
        case "meter":
            try Self.expect(2, of: arguments)
            self = .meter(
                try Self.reading { () throws(ContractFormatError) in
                    try MeterReport(encoded: arguments[0], message: arguments[1])
                }
            )
        case "battery":
            try Self.expect(2, of: arguments)
            self = .battery(
                try Self.reading { () throws(ContractFormatError) in
                    try BatteryReport(encoded: arguments[0], message: arguments[1])
                }
            )
        case "request", "release":
            try Self.expect(2, of: arguments)
            let change = try Self.reading { () throws(ContractFormatError) in
                try LevelChange(encoded: arguments[0], message: arguments[1])
            }
            self = try Self.levelChange(change, function: function)
        case "expire":
            self = .expire(gone: try Self.building(arguments))
        default:
            guard let call = Self.plain[function] else { throw .unknownFunction(function) }
            try Self.expect(0, of: arguments)
            self = call
        }
    }

    /// The calls without arguments.
    private static let plain: [String: AllocationCall] = [
        "failSafe": .failSafe, "deplete": .deplete, "switchMode": .switchMode, "closePeriod": .closePeriod,
        "current": .current, "overview": .overview, "terms": .terms,
    ]

    private static func openPeriod(_ arguments: [[UInt8]]) throws(ChaincodeError) -> Self {
        if arguments.count != 2 { try expect(1, of: arguments) }
        return .openPeriod(
            try reading { () throws(ContractFormatError) in try PeriodTerms(encoded: arguments[0]) },
            charge: arguments.count == 1
                ? nil : try reading { () throws(ContractFormatError) in try Energy(encoded: arguments[1]) }
        )
    }

    private static func levelChange(_ change: LevelChange, function: String) throws(ChaincodeError) -> Self {
        guard (change.power == .zero) == (function == "release") else {
            throw .badArgument(index: 0, reason: "a request has a level above zero, a release a level of zero")
        }
        return function == "request" ? .request(change) : .release(change)
    }

    private static func building(_ arguments: [[UInt8]]) throws(ChaincodeError) -> BuildingID? {
        guard let bytes = arguments.first else { return nil }
        try expect(1, of: arguments)
        guard let text = String(validating: bytes, as: UTF8.self), let id = BuildingID(text) else {
            throw .badArgument(index: 0, reason: "expected a building's id")
        }
        return id
    }

    private static func expect(_ count: Int, of arguments: [[UInt8]]) throws(ChaincodeError) {
        guard arguments.count == count else { throw .argumentCount(arguments.count, expected: count) }
    }

    private static func reading<Value>(_ body: () throws(ContractFormatError) -> Value) throws(ChaincodeError) -> Value
    {
        do { return try body() } catch { throw .badArgument(index: 0, reason: "\(error)") }
    }
}
