/// Writes JSON whose bytes depend on nothing but the values: members in the order in which they are written, no spaces,
/// whole numbers, and escapes only where RFC 8259 demands them. So a reply that is written again is the same reply.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []

    /// Whether the next member or element needs a comma before it.
    private var needsComma = false

    /// Writes an object whose members the closure writes.
    static func object(_ members: (inout JSONWriter) -> Void) -> [UInt8] {
        var writer = JSONWriter()
        writer.object(members)
        return writer.bytes
    }

    private mutating func object(_ members: (inout JSONWriter) -> Void) {
        begin("{")
        members(&self)
        end("}")
    }

    mutating func member(_ name: String, _ value: String?) {
        self.name(name)
        if let value { text(value) } else { raw("null") }
        needsComma = true
    }

    mutating func member(_ name: String, _ value: Int64?) {
        self.name(name)
        raw(value.map { String($0) } ?? "null")
        needsComma = true
    }

    mutating func member(_ name: String, _ value: Bool) {
        self.name(name)
        raw(value ? "true" : "false")
        needsComma = true
    }

    /// Writes a member that is an object, or null.
    mutating func member<Value>(_ name: String, _ value: Value?, _ members: (inout JSONWriter, Value) -> Void) {
        self.name(name)
        if let value { object { members(&$0, value) } } else { raw("null") }
        needsComma = true
    }

    /// Writes a member that is an array of strings.
    mutating func member(_ name: String, _ values: [String]) {
        self.name(name)
        begin("[")
        for value in values {
            comma()
            text(value)
            needsComma = true
        }
        end("]")
    }

    /// Writes a member that is an array of objects.
    mutating func member<Value>(_ name: String, each values: [Value], _ members: (inout JSONWriter, Value) -> Void) {
        self.name(name)
        begin("[")
        for value in values {
            comma()
            object { members(&$0, value) }
        }
        end("]")
    }

    /// Writes a member that was read.
    mutating func member(_ name: String, _ value: JSONValue) {
        self.name(name)
        write(value)
    }

    private mutating func write(_ value: JSONValue) {
        switch value {
        case .null: raw("null")
        case .boolean(let value): raw(value ? "true" : "false")
        case .integer(let value): raw(String(value))
        case .string(let value): text(value)
        case .array(let elements):
            begin("[")
            for element in elements {
                comma()
                write(element)
            }
            end("]")
        case .object(let members):
            object { writer in
                for member in members { writer.member(member.name, member.value) }
            }
        // Their digits were not kept, because nothing here has them; null says that something was.
        case .largeInteger, .fraction: raw("null")
        }
        needsComma = true
    }
}

extension JSONWriter {
    private mutating func begin(_ bracket: String) {
        raw(bracket)
        needsComma = false
    }

    private mutating func end(_ bracket: String) {
        raw(bracket)
        needsComma = true
    }

    private mutating func comma() {
        if needsComma { raw(",") }
    }

    private mutating func name(_ name: String) {
        comma()
        text(name)
        raw(":")
    }

    private mutating func raw(_ text: String) {
        bytes += text.utf8
    }

    private mutating func text(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case 0x08: raw("\\b")
            case 0x09: raw("\\t")
            case 0x0A: raw("\\n")
            case 0x0C: raw("\\f")
            case 0x0D: raw("\\r")
            case 0..<0x20: raw("\\u00" + (byte < 0x10 ? "0" : "") + String(byte, radix: 16))
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
