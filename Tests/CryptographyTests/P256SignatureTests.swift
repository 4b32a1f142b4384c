import Testing

@testable import Cryptography

/// The signature with its `s` made low, as this project writes it; `nil` for what is no DER.
func withLowS(_ signature: [UInt8]) -> [UInt8]? {
    P256Signature(der: signature)?.lowS.der
}

@Suite("The encoding of P-256 signatures")
struct P256SignatureTests {
    @Test("The other half of a signature is refused, though it verifies as well")
    func highS() throws {
        let key = try SigningKey.generateP256()
        for number in UInt8(0)..<50 {
            let signature = try #require(P256Signature(der: key.sign([number])))
            #expect(signature.isCanonical)
            let high = P256Signature(r: signature.r, s: .order - signature.s)
            #expect(!high.isCanonical)
            #expect(high.lowS == signature)
            #expect(key.publicKey.isValid(signature: signature.der, for: [number]))
            #expect(!key.publicKey.isValid(signature: high.der, for: [number]))
        }
    }

    @Test("The signature of RFC 6979 A.2.5 for \"sample\" is valid with its low s, and only so")
    func referenceSignature() throws {
        let spki =
            "3059301306072a8648ce3d020106082a8648ce3d03010703420004"
            + "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
            + "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"
        let key = try VerificationKey(der: bytes(spki))
        let signature = P256Signature(
            r: P256Scalar(bigEndian: bytes("efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716")[...]),
            s: P256Scalar(bigEndian: bytes("f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8")[...])
        )
        let message = Array("sample".utf8)
        #expect(!signature.isCanonical)
        #expect(!key.isValid(signature: signature.der, for: message))
        #expect(key.isValid(signature: signature.lowS.der, for: message))
        #expect(!key.isValid(signature: signature.lowS.der, for: Array("Sample".utf8)))
    }

    @Test("Half the order is the last low s")
    func boundary() {
        let one = P256Scalar(bigEndian: [1])
        let half = P256Scalar.halfOrder
        #expect(P256Signature(r: one, s: half).isCanonical)
        // The order is odd: its greater half is one more than its lesser.
        let greater = P256Scalar.order - half
        #expect(greater - half == one)
        #expect(!P256Signature(r: one, s: greater).isCanonical)
        #expect(P256Signature(r: one, s: greater).lowS.s == half)
    }

    @Test("Numbers out of range are refused")
    func range() {
        let one = P256Scalar(bigEndian: [1])
        #expect(P256Signature(r: one, s: one).isCanonical)
        #expect(!P256Signature(r: .zero, s: one).isCanonical)
        #expect(!P256Signature(r: one, s: .zero).isCanonical)
        #expect(!P256Signature(r: .order, s: one).isCanonical)
        #expect(P256Signature(r: .order - one, s: one).isCanonical)
    }

    @Test(
        "Encodings other than the shortest are refused",
        arguments: [
            ("3006020101020101", true, "r = s = 1"),
            ("300702020080020101", true, "a zero before a set first bit"),
            ("30060201ff020101", false, "a negative r"),
            ("300702020001020101", false, "a needless zero"),
            ("308106020101020101", false, "a long form of the length"),
            ("30800201010201010000", false, "an indefinite length"),
            ("300602010102010100", false, "a byte behind"),
            ("3007020101020101", false, "a length beyond the end"),
            ("3005020101020101", false, "a length before the end"),
            ("30050201010200", false, "an empty s"),
            ("3003020101", false, "no s"),
            ("3009020101020101020101", false, "a third number"),
            ("3106020101020101", false, "a set"),
            ("3006030101020101", false, "a bit string"),
            ("", false, "nothing"),
            ("30", false, "a tag alone"),
            ("3000", false, "an empty sequence"),
        ]
    )
    func encodings(hex: String, isAccepted: Bool, what: String) {
        let decoded = P256Signature(der: bytes(hex))
        #expect((decoded != nil) == isAccepted, "\(what)")
        if let decoded { #expect(decoded.der == bytes(hex)) }
    }

    @Test("A number of 33 significant bytes is refused")
    func tooLong() {
        let long = [0x02, 0x21, 0x01] + [UInt8](repeating: 0, count: 32)
        #expect(P256Signature(der: [0x30, UInt8(long.count + 3)] + long + [0x02, 0x01, 0x01]) == nil)
    }
}
