import Allocation
import Hummingbird
import Units

/// A request's query, of which every value is checked.
struct Query {
    private let request: Request

    init(_ request: Request) { self.request = request }

    /// A whole number in a range, or `nil` where the query has none.
    func integer(_ name: String, in range: ClosedRange<Int>) throws -> Int? {
        try value(name, expected: "a whole number from \(range.lowerBound) to \(range.upperBound)") { text in
            Int(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// A building's identifier.
    func building(_ name: String) throws -> BuildingID? {
        try value(name, expected: "a building's id, [a-z0-9-]{1,32}") { BuildingID($0) }
    }

    /// A time.
    func instant(_ name: String) throws -> Instant? {
        try value(name, expected: "a time as in 2026-05-01T12:00:00Z", read: Timestamps.instant)
    }

    private func value<Value>(_ name: String, expected: String, read: (String) -> Value?) throws -> Value? {
        guard let text = request.uri.queryParameters[Substring(name)] else { return nil }
        guard let value = read(String(text)) else { throw HTTPError(.badRequest, message: "\(name) is \(expected)") }
        return value
    }
}
