import CBOR
import Testing

@Suite("The diagnostic notation of CBOR")
struct CBORDiagnosticTests {
    static let notations: [(bytes: [UInt8], text: String?)] = [
        ([0x00], "0"), ([0x18, 0x64], "100"), ([0x38, 0x63], "-100"),
        ([0x1b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], "18446744073709551615"),
        ([0x44, 0x01, 0x02, 0x03, 0xff], "h'010203ff'"), ([0x40], "h''"),
        ([0x64, 0x49, 0x45, 0x54, 0x46], "\"IETF\""), ([0x62, 0x22, 0x5c], #""\"\\""#),
        ([0x61, 0x0a], #""\n""#), ([0x62, 0xc3, 0xbc], "\"ü\""), ([0x80], "[]"),
        ([0x83, 0x01, 0x82, 0x02, 0x03, 0x82, 0x04, 0x05], "[1, [2, 3], [4, 5]]"), ([0xa0], "{}"),
        ([0xa2, 0x01, 0x02, 0x03, 0x40], "{1: 2, 3: h''}"),
        // Trailing bytes, a number that is not the shortest, a float, the end inside an item, nothing.
        ([0x00, 0x00], nil), ([0x18, 0x01], nil), ([0xf9, 0x00, 0x00], nil), ([0x82, 0x01], nil), ([], nil),
    ]

    @Test("Items have the notation of RFC 8949, other bytes have none", arguments: notations)
    func notation(bytes: [UInt8], text: String?) {
        #expect(CBORDiagnostic.text(bytes) == text)
    }
}
