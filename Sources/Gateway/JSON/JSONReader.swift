/// Reads JSON from bytes that anybody may have sent: RFC 8259 to the letter, and of RFC 7493 (I-JSON) that the text is
/// UTF-8 and that names are unique. It returns a value or an error, and never traps.
public struct JSONReader {
    private let bytes: [UInt8]
    private var offset = 0
    private let depthLimit: Int

    private init(_ bytes: [UInt8], depthLimit: Int) {
        self.bytes = bytes
        self.depthLimit = depthLimit
    }

    /// Reads the one value that the bytes hold.
    ///
    /// - Parameters:
    ///   - bytes: the text, UTF-8 without a byte order mark.
    ///   - depthLimit: how deeply arrays and objects may be nested; it bounds the stack.
    /// - Throws: ``JSONError`` that says where and why.
    public static func read(_ bytes: [UInt8], depthLimit: Int = 8) throws(JSONError) -> JSONValue {
        var reader = JSONReader(bytes, depthLimit: depthLimit)
        // Checked whole, so that a string's bytes can be taken over as they are.
        guard String(validating: bytes, as: UTF8.self) != nil, !bytes.starts(with: [0xEF, 0xBB, 0xBF]) else {
            throw JSONError(offset: 0, fault: .encoding)
        }
        reader.skipSpace()
        let value = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.offset == bytes.count else { throw reader.error(.trailing) }
        return value
    }

    private func error(_ fault: JSONError.Fault) -> JSONError {
        JSONError(offset: offset, fault: fault)
    }

    private var next: UInt8? {
        offset < bytes.count ? bytes[offset] : nil
    }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
    }

    /// Takes a byte if it comes next.
    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let byte = next, byte == UInt8(ascii: character) else { return false }
        offset += 1
        return true
    }
}

// MARK: Values

extension JSONReader {
    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        guard let byte = next else { throw error(.end) }
        switch byte {
        case UInt8(ascii: "{"): return .object(try object(depth: depth + 1))
        case UInt8(ascii: "["): return .array(try array(depth: depth + 1))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .boolean(true))
        case UInt8(ascii: "f"): return try word("false", .boolean(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw error(.expected("a value"))
        }
    }

    private mutating func word(_ text: String, _ value: JSONValue) throws(JSONError) -> JSONValue {
        guard bytes[offset...].starts(with: text.utf8) else { throw error(.expected(text)) }
        offset += text.utf8.count
        return value
    }

    private mutating func array(depth: Int) throws(JSONError) -> [JSONValue] {
        guard depth <= depthLimit else { throw error(.depth) }
        offset += 1
        skipSpace()
        if take("]") { return [] }
        var elements: [JSONValue] = []
        while true {
            elements.append(try value(depth: depth))
            skipSpace()
            if take("]") { return elements }
            guard take(",") else { throw error(next == nil ? .end : .expected("a comma or ]")) }
            skipSpace()
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> [JSONMember] {
        guard depth <= depthLimit else { throw error(.depth) }
        offset += 1
        skipSpace()
        if take("}") { return [] }
        var members: [JSONMember] = []
        var names: Set<ArraySlice<UInt8>> = []
        while true {
            guard next == UInt8(ascii: "\"") else { throw error(next == nil ? .end : .expected("a name")) }
            let letters = try stringBytes()
            let name = String(decoding: letters, as: UTF8.self)
            // By bytes: to Swift, strings that Unicode holds equivalent are equal; to JSON they are not.
            guard names.insert(letters).inserted else { throw error(.duplicate(name)) }
            skipSpace()
            guard take(":") else { throw error(next == nil ? .end : .expected("a colon")) }
            skipSpace()
            members.append(JSONMember(name, try value(depth: depth)))
            skipSpace()
            if take("}") { return members }
            guard take(",") else { throw error(next == nil ? .end : .expected("a comma or }")) }
            skipSpace()
        }
    }
}

// MARK: Numbers

extension JSONReader {
    private mutating func number() throws(JSONError) -> JSONValue {
        let start = offset
        _ = take("-")
        let digits = offset
        try skipDigits()
        guard bytes[digits] != UInt8(ascii: "0") || offset == digits + 1 else {
            offset = digits
            throw error(.expected("a number without leading zeros"))
        }
        let end = offset
        var isWhole = true
        if take(".") {
            try skipDigits()
            isWhole = false
        }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try skipDigits()
            isWhole = false
        }
        guard isWhole else { return .fraction }
        return Int64(String(decoding: bytes[start..<end], as: UTF8.self)).map(JSONValue.integer) ?? .largeInteger
    }

    private mutating func skipDigits() throws(JSONError) {
        let start = offset
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { offset += 1 }
        guard offset > start else { throw error(next == nil ? .end : .expected("a digit")) }
    }
}

// MARK: Strings

extension JSONReader {
    private mutating func string() throws(JSONError) -> String {
        String(decoding: try stringBytes(), as: UTF8.self)
    }

    /// The UTF-8 of a string: of the text itself as long as it has no escapes, which is nearly always.
    private mutating func stringBytes() throws(JSONError) -> ArraySlice<UInt8> {
        offset += 1
        var start = offset
        var text: [UInt8] = []
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                defer { offset += 1 }
                return text.isEmpty ? bytes[start..<offset] : ArraySlice(text + bytes[start..<offset])
            case UInt8(ascii: "\\"):
                text += bytes[start..<offset]
                offset += 1
                text += try escape()
                start = offset
            case 0..<0x20: throw error(.control)
            default: offset += 1
            }
        }
        throw error(.end)
    }

    private static let escapes: [UInt8: UInt8] = [
        UInt8(ascii: "\""): UInt8(ascii: "\""), UInt8(ascii: "\\"): UInt8(ascii: "\\"),
        UInt8(ascii: "/"): UInt8(ascii: "/"), UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0C,
        UInt8(ascii: "n"): 0x0A, UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09,
    ]

    /// What an escape stands for, in UTF-8; the backslash has been taken.
    private mutating func escape() throws(JSONError) -> [UInt8] {
        guard let byte = next else { throw error(.end) }
        if let plain = Self.escapes[byte] {
            offset += 1
            return [plain]
        }
        guard take("u") else { throw error(.escape) }
        let first = try codeUnit()
        guard UTF16.isLeadSurrogate(first) else {
            guard let scalar = Unicode.Scalar(first) else { throw error(.escape) }
            return Array(String(Character(scalar)).utf8)
        }
        guard take("\\"), take("u") else { throw error(.escape) }
        let second = try codeUnit()
        guard UTF16.isTrailSurrogate(second) else { throw error(.escape) }
        return Array(String(decoding: [first, second], as: UTF16.self).utf8)
    }

    private mutating func codeUnit() throws(JSONError) -> UInt16 {
        guard offset + 4 <= bytes.count else { throw error(.end) }
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(bytes[offset])).hexDigitValue, bytes[offset] < 0x80 else {
                throw error(.escape)
            }
            unit = unit << 4 | UInt16(digit)
            offset += 1
        }
        return unit
    }
}
