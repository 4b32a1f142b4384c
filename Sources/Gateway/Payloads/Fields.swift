import Units

/// The members of a payload, taken out by name and checked: the type of a value first (`INVALID_DATA`), then its range
/// (`INVALID_CONTENT`).
struct Fields {
    private let members: [JSONMember]

    /// The name of the object within the payload; `nil` if it is the payload.
    private let place: String?

    /// Reads an object from a payload.
    init(payload: [UInt8]) throws(PayloadError) {
        guard payload.count <= Self.sizeLimit else {
            throw PayloadError(
                .invalidMessage,
                "the payload has \(payload.count) bytes; \(Self.sizeLimit) are the most"
            )
        }
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONReader.read(payload)
        } catch {
            throw PayloadError(.invalidData, "the payload is not JSON: \(error)")
        }
        guard case .object(let members) = value else {
            throw PayloadError(.invalidData, "the payload is \(value.kind); an object was expected")
        }
        self.members = members
        self.place = nil
    }

    /// Takes an object that stands in a payload.
    ///
    /// - Parameter name: the object's own, for people.
    init(_ members: [JSONMember], in name: String? = nil) {
        self.members = members
        self.place = name
    }

    /// The most bytes of a payload.
    static let sizeLimit = 4_096

    /// Refuses members that are missing or unknown (`INVALID_MESSAGE`).
    func check(required: [String], optional: [String] = []) throws(PayloadError) {
        if let stranger = members.first(where: { !required.contains($0.name) && !optional.contains($0.name) }) {
            let whole = place.map { "\"\($0)\"" } ?? "this message"
            throw PayloadError(.invalidMessage, "\"\(stranger.name)\" is not a key of \(whole)")
        }
        for name in required where value(name) == nil { throw missing(name) }
    }

    /// A member's value; `nil` if there is none.
    func value(_ name: String) -> JSONValue? {
        members.first { $0.name == name }?.value
    }

    private func missing(_ name: String) -> PayloadError {
        PayloadError(.invalidMessage, "\"\(name)\" is missing" + (place.map { " in \"\($0)\"" } ?? ""))
    }

    private func wrong(_ name: String, _ value: JSONValue, _ expected: String) -> PayloadError {
        PayloadError(.invalidData, "\"\(name)\" is \(value.kind); \(expected) was expected")
    }
}

// MARK: Values that must be there

extension Fields {
    func required(_ name: String) throws(PayloadError) -> JSONValue {
        guard let value = value(name) else { throw missing(name) }
        return value
    }

    func integer(_ name: String, in range: ClosedRange<Int64> = 0...Int64.max) throws(PayloadError) -> Int64 {
        let value = try required(name)
        switch value {
        case .integer(let number) where range.contains(number): return number
        case .integer, .largeInteger:
            throw PayloadError(
                .invalidContent,
                "\"\(name)\" must be from \(range.lowerBound) to \(range.upperBound)"
            )
        default: throw wrong(name, value, "an integer")
        }
    }

    /// Refuses a payload of another version than ours (`INVALID_MESSAGE`).
    func checkVersion() throws(PayloadError) {
        let value = try required("v")
        switch value {
        case .integer(payloadVersion): return
        case .integer, .largeInteger: throw PayloadError(.invalidMessage, "\"v\" must be \(payloadVersion)")
        default: throw wrong("v", value, "an integer")
        }
    }

    func string(_ name: String) throws(PayloadError) -> String {
        let value = try required(name)
        guard case .string(let text) = value else { throw wrong(name, value, "a string") }
        return text
    }

    func boolean(_ name: String) throws(PayloadError) -> Bool {
        let value = try required(name)
        guard case .boolean(let truth) = value else { throw wrong(name, value, "true or false") }
        return truth
    }

    func object(_ name: String) throws(PayloadError) -> [JSONMember] {
        let value = try required(name)
        guard case .object(let members) = value else { throw wrong(name, value, "an object") }
        return members
    }

    func array(_ name: String) throws(PayloadError) -> [JSONValue] {
        let value = try required(name)
        guard case .array(let elements) = value else { throw wrong(name, value, "an array") }
        return elements
    }

    /// A string that the closure can make something of.
    func parsed<Value>(
        _ name: String,
        _ expected: String,
        _ parse: (String) -> Value?
    ) throws(PayloadError) -> Value {
        guard let parsed = parse(try string(name)) else {
            throw PayloadError(.invalidContent, "\"\(name)\" must be \(expected)")
        }
        return parsed
    }

    func instant(_ name: String) throws(PayloadError) -> Instant {
        try parsed(name, "a time such as 2026-08-24T10:15:30.123Z (UTC, milliseconds)", Timestamp.instant)
    }
}

// MARK: Values that may be null

extension Fields {
    /// The value that the closure reads, or `nil` where it is null.
    func nullable<Value>(
        _ name: String,
        _ read: (Fields) throws(PayloadError) -> Value
    ) throws(PayloadError) -> Value? {
        if try required(name) == .null { return nil }
        return try read(self)
    }
}

/// The version of payloads that this target reads and writes.
let payloadVersion: Int64 = 1
