/// Base64 (RFC 4648, section 4) as the C2SP formats have it: padded, and only the one encoding of every byte string.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let padding = UInt8(ascii: "=")

    /// The text of bytes.
    static func text(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let count = min(3, bytes.count - start)
            var group = 0
            for offset in 0..<3 { group = group << 8 | (offset < count ? Int(bytes[start + offset]) : 0) }
            for place in 0..<4 { text.append(place <= count ? alphabet[group >> (18 - 6 * place) & 63] : padding) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes of a text; `nil` if it is not exactly what ``text(_:)`` gives for some bytes.
    static func bytes(_ text: String) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count.isMultiple(of: 4) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 4 * 3)
        for start in stride(from: 0, to: digits.count, by: 4) {
            let isLast = start + 4 == digits.count
            let pads = !isLast ? 0 : digits[start + 3] != padding ? 0 : digits[start + 2] != padding ? 1 : 2
            var group = 0
            for place in 0..<4 {
                guard place < 4 - pads else {
                    group <<= 6
                    continue
                }
                guard let value = value(of: digits[start + place]) else { return nil }
                group = group << 6 | value
            }
            // Bits behind the last byte that are not zero would be a second text of the same bytes.
            guard pads == 0 || group & (pads == 1 ? 0xff : 0xffff) == 0 else { return nil }
            for shift in [16, 8, 0].prefix(3 - pads) { bytes.append(UInt8(truncatingIfNeeded: group >> shift)) }
        }
        return bytes
    }

    private static func value(of digit: UInt8) -> Int? {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(digit - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(digit - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(digit - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
