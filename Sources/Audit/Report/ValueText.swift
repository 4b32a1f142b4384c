import CBOR

/// Bytes of the ledger as people can read them.
public enum ValueText {
    /// CBOR in its diagnostic notation, printable text in quotes, anything else in hexadecimal.
    public static func of(_ bytes: [UInt8]) -> String {
        guard !bytes.isEmpty else { return "no bytes" }
        if let first = bytes.first, isStructure(first), let text = CBORDiagnostic.text(bytes) { return text }
        if bytes.allSatisfy({ 0x20 <= $0 && $0 < 0x7f }) { return "'" + String(decoding: bytes, as: UTF8.self) + "'" }
        return "0x" + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// Whether the initial byte is an array's or a map's: single numbers and strings could be anything.
    private static func isStructure(_ initial: UInt8) -> Bool {
        initial >> 5 == 4 || initial >> 5 == 5
    }
}
