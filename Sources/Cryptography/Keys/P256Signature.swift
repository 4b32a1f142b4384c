/// An ECDSA signature over P-256 and its one accepted encoding.
///
/// `(r, s)` and `(r, n − s)` are both valid for the same message, and BER has many spellings of either. One of them is
/// accepted, so that nobody can make a second signature out of a first: DER (X.690 section 10, RFC 3279 section
/// 2.2.3) with `s ≤ n / 2`, as Fabric has it.
struct P256Signature: Equatable {
    let r: P256Scalar
    let s: P256Scalar

    /// The signature with `s` replaced by `n − s` where `s` is above half the order.
    var lowS: P256Signature {
        s <= .halfOrder ? self : P256Signature(r: r, s: .order - s)
    }

    /// Whether both halves are in `1 ..< n` and `s` is not above `n / 2`.
    var isCanonical: Bool {
        r > .zero && r < .order && s > .zero && s <= .halfOrder
    }

    /// The DER encoding, at most 72 bytes.
    var der: [UInt8] {
        let r = Self.integer(r)
        let s = Self.integer(s)
        return [0x30, UInt8(r.count + s.count)] + r + s
    }

    private static func integer(_ scalar: P256Scalar) -> [UInt8] {
        let significant = scalar.bigEndian.drop { $0 == 0 }
        // A first bit of one would be a sign.
        let needsZero = (significant.first ?? 0x80) & 0x80 != 0
        return [0x02, UInt8(significant.count + (needsZero ? 1 : 0))] + (needsZero ? [0] : []) + significant
    }
}

extension P256Signature {
    /// Decodes `SEQUENCE { r INTEGER, s INTEGER }`; `nil` for anything but the shortest encoding of two numbers of at
    /// most 256 bits, with nothing behind it. Whether they are in range is asked of ``isCanonical``.
    init?(der bytes: [UInt8]) {
        guard bytes.count >= 2, bytes[0] == 0x30, bytes[1] < 0x80, Int(bytes[1]) == bytes.count - 2 else { return nil }
        var rest = bytes[2...]
        guard let r = Self.takeInteger(from: &rest), let s = Self.takeInteger(from: &rest), rest.isEmpty else {
            return nil
        }
        self.init(r: r, s: s)
    }

    private static func takeInteger(from rest: inout ArraySlice<UInt8>) -> P256Scalar? {
        guard rest.popFirst() == 0x02, let count = rest.popFirst(), (1...33).contains(count), rest.count >= count else {
            return nil
        }
        var content = rest.prefix(Int(count))
        rest = rest.dropFirst(Int(count))
        guard let first = content.first, first & 0x80 == 0 else { return nil }
        if first == 0, content.count > 1 {
            content = content.dropFirst()
            guard let second = content.first, second & 0x80 != 0 else { return nil }
        }
        return content.count <= 32 ? P256Scalar(bigEndian: content) : nil
    }
}
