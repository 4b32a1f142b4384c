import Testing

@testable import Gateway

@Suite("JSON that anybody may have sent")
struct JSONReaderTests {
    @Test(
        "What is JSON",
        arguments: [
            ("null", JSONValue.null), (" \t\r\n true \n", .boolean(true)), ("false", .boolean(false)),
            ("0", .integer(0)),
            ("-0", .integer(0)), ("-17", .integer(-17)), ("9223372036854775807", .integer(.max)),
            ("-9223372036854775808", .integer(.min)), ("9223372036854775808", .largeInteger),
            ("-99999999999999999999999999", .largeInteger), ("1.0", .fraction), ("1e3", .fraction),
            ("0.5E-7", .fraction),
            ("-0.0", .fraction), ("1E+400", .fraction), (#""""#, .string("")), (#""a b""#, .string("a b")),
            (#""\"\\\/\b\f\n\r\t""#, .string("\"\\/\u{8}\u{c}\n\r\t")), (#""\u00e9\u20AC""#, .string("é€")),
            (#""\ud83d\ude00""#, .string("😀")), (#""\u0000""#, .string("\0")), ("\"é€😀\"", .string("é€😀")),
            ("[]", .array([])),
            ("[1, [2] ,3]", .array([.integer(1), .array([.integer(2)]), .integer(3)])), ("{}", .object([])),
            (
                #"{"b":1 , "a":{"b":2}}"#,
                .object([.init("b", .integer(1)), .init("a", .object([.init("b", .integer(2))]))])
            ),
            // Equivalent to Unicode, but not the same name.
            ("{\"é\":1,\"e\u{301}\":2}", .object([.init("é", .integer(1)), .init("e\u{301}", .integer(2))])),
        ]
    )
    func values(text: String, expected: JSONValue) throws {
        #expect(try JSONReader.read(Array(text.utf8)) == expected)
    }

    @Test(
        "What is not, and where it fails",
        arguments: [
            ("", 0, JSONError.Fault.end), ("  ", 2, .end), ("nul", 0, .expected("null")), ("nulll", 4, .trailing),
            ("True", 0, .expected("a value")), ("'a'", 0, .expected("a value")),
            ("01", 0, .expected("a number without leading zeros")),
            ("-01", 1, .expected("a number without leading zeros")), ("-", 1, .end), ("-a", 1, .expected("a digit")),
            ("1.", 2, .end),
            ("1.e3", 2, .expected("a digit")), ("1e", 2, .end), ("1e+", 3, .end), ("+1", 0, .expected("a value")),
            (".5", 0, .expected("a value")), ("NaN", 0, .expected("a value")), ("Infinity", 0, .expected("a value")),
            ("0x10", 1, .trailing), ("1 2", 2, .trailing), (#"""#, 1, .end), ("\"a\nb\"", 2, .control),
            ("\"\u{0}\"", 1, .control),
            (#""\x""#, 2, .escape), (#""\u12""#, 3, .end), (#""\u12g4""#, 5, .escape), (#""\ud800""#, 7, .escape),
            (#""\ude00""#, 7, .escape), (#""\ud800\u0041""#, 13, .escape), ("[", 1, .end), ("[1", 2, .end),
            ("[1,]", 3, .expected("a value")),
            ("[1 2]", 3, .expected("a comma or ]")), ("[,1]", 1, .expected("a value")), ("]", 0, .expected("a value")),
            ("{", 1, .end),
            (#"{"a""#, 4, .end), (#"{"a":"#, 5, .end), (#"{"a":1"#, 6, .end), (#"{"a":1,}"#, 7, .expected("a name")),
            ("{1:2}", 1, .expected("a name")),
            (#"{"a" 1}"#, 5, .expected("a colon")), (#"{"a":1 "b":2}"#, 7, .expected("a comma or }")),
            (#"{"a":1,"a":2}"#, 10, .duplicate("a")),
            (#"{"a":1,"\u0061":2}"#, 15, .duplicate("a")), ("// a\n1", 0, .expected("a value")),
            ("\u{feff}1", 0, .encoding),
        ]
    )
    func faults(text: String, offset: Int, fault: JSONError.Fault) {
        #expect(throws: JSONError(offset: offset, fault: fault)) { try JSONReader.read(Array(text.utf8)) }
    }

    @Test(
        "Bytes that are not UTF-8",
        arguments: [
            [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xE2, 0x82, 0x22],
            [0x22, 0xF5, 0x80, 0x80, 0x80, 0x22], [0x80],
        ] as [[UInt8]]
    )
    func encodings(_ bytes: [UInt8]) {
        #expect(throws: JSONError(offset: 0, fault: .encoding)) { try JSONReader.read(bytes) }
    }

    @Test("Nesting is bounded")
    func depth() throws {
        let deepest = String(repeating: "[", count: 8) + String(repeating: "]", count: 8)
        #expect(throws: Never.self) { try JSONReader.read(Array(deepest.utf8)) }
        for count in [9, 100_000] {
            let error = #expect(throws: JSONError.self) {
                try JSONReader.read([UInt8](repeating: UInt8(ascii: "["), count: count))
            }
            #expect(error == JSONError(offset: 8, fault: .depth))
        }
    }

    @Test("What is written is read as it was")
    func writing() throws {
        let value = JSONValue.object([
            .init("quote\"", .string("\u{0}\u{1f}\u{7f}\\/é😀\n\t\r\u{8}\u{c}")), .init("", .integer(.min)),
            .init(
                "list",
                .array([.null, .boolean(true), .array([]), .object([]), .object([.init("a", .integer(1))])])
            ),
        ])
        let bytes = JSONWriter.object { $0.member("value", value) }
        #expect(try JSONReader.read(bytes) == .object([.init("value", value)]))
        #expect(String(decoding: bytes, as: UTF8.self).hasPrefix(#"{"value":{"quote\"":"\u0000\u001f"#))
    }
}
