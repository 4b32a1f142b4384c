/// The form of a `request_id`: a UUID (RFC 9562, section 4).
public enum RequestIdentifier {
    /// The canonical text, in lower case, of a UUID in either case; `nil` for any other text.
    public static func canonical(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        guard bytes.count == 36 else { return nil }
        var canonical: [UInt8] = []
        for (place, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "-"): guard dashes.contains(place) else { return nil }
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"):
                guard !dashes.contains(place) else { return nil }
            case UInt8(ascii: "A")...UInt8(ascii: "F"):
                guard !dashes.contains(place) else { return nil }
                canonical.append(byte | 0x20)
                continue
            default: return nil
            }
            canonical.append(byte)
        }
        return String(decoding: canonical, as: UTF8.self)
    }

    private static let dashes = [8, 13, 18, 23]
}
