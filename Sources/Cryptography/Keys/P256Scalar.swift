/// A whole number of 256 bits, as the two halves of a P-256 signature are, in four words, the highest first.
struct P256Scalar: Equatable {
    private var words: (UInt64, UInt64, UInt64, UInt64)

    private init(_ first: UInt64, _ second: UInt64, _ third: UInt64, _ fourth: UInt64) {
        words = (first, second, third, fourth)
    }

    /// Takes at most 32 bytes, the highest first.
    init(bigEndian bytes: ArraySlice<UInt8>) {
        precondition(bytes.count <= 32, "a P-256 scalar has at most 32 bytes")
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        for byte in bytes {
            words.0 = words.0 << 8 | words.1 >> 56
            words.1 = words.1 << 8 | words.2 >> 56
            words.2 = words.2 << 8 | words.3 >> 56
            words.3 = words.3 << 8 | UInt64(byte)
        }
        self.words = words
    }

    static let zero = P256Scalar(0, 0, 0, 0)

    /// The order `n` of the group (SEC 2 version 2, section 2.4.2).
    static let order = P256Scalar(
        0xffff_ffff_0000_0000,
        0xffff_ffff_ffff_ffff,
        0xbce6_faad_a717_9e84,
        0xf3b9_cac2_fc63_2551
    )

    /// `⌊n / 2⌋`, the greatest `s` of a low-S signature.
    static let halfOrder = P256Scalar(
        0x7fff_ffff_8000_0000,
        0x7fff_ffff_ffff_ffff,
        0xde73_7d56_d38b_cf42,
        0x79dc_e561_7e31_92a8
    )

    /// The 32 bytes, the highest first.
    var bigEndian: [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        for word in [words.0, words.1, words.2, words.3] {
            for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
        }
        return bytes
    }

    /// The difference modulo 2^256; the callers only subtract the smaller from the greater.
    static func - (left: P256Scalar, right: P256Scalar) -> P256Scalar {
        var borrow = false
        func subtract(_ left: UInt64, _ right: UInt64) -> UInt64 {
            let (partial, first) = left.subtractingReportingOverflow(right)
            let (result, second) = partial.subtractingReportingOverflow(borrow ? 1 : 0)
            borrow = first || second
            return result
        }
        let fourth = subtract(left.words.3, right.words.3)
        let third = subtract(left.words.2, right.words.2)
        let second = subtract(left.words.1, right.words.1)
        return P256Scalar(subtract(left.words.0, right.words.0), second, third, fourth)
    }

    static func == (left: P256Scalar, right: P256Scalar) -> Bool { left.words == right.words }
}

extension P256Scalar: Comparable {
    static func < (left: P256Scalar, right: P256Scalar) -> Bool { left.words < right.words }
}
