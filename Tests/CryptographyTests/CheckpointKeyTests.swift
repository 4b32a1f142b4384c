import Cryptography
import Testing

@Suite("Ed25519 checkpoint keys")
struct CheckpointKeyTests {
    /// RFC 8032 section 7.1, tests 1 to 3.
    struct Vector: Sendable, CustomTestStringConvertible {
        let seed: String
        let publicKey: String
        let message: String
        let signature: String
        var testDescription: String { "message \"\(message)\"" }
    }

    static let vectors: [Vector] = [
        Vector(
            seed: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            publicKey: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            message: "",
            signature: """
                e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155\
                5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b
                """
        ),
        Vector(
            seed: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            publicKey: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            message: "72",
            signature: """
                92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
                085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00
                """
        ),
        Vector(
            seed: "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            publicKey: "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            message: "af82",
            signature: """
                6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac\
                18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a
                """
        ),
    ]

    @Test("Signatures are those of RFC 8032", arguments: CheckpointKeyTests.vectors)
    func referenceSignatures(vector: Vector) throws {
        let key = try CheckpointSigningKey(seed: bytes(vector.seed))
        #expect(key.publicKey.rawBytes == bytes(vector.publicKey))
        #expect(try key.sign(bytes(vector.message)) == bytes(vector.signature))
        let publicKey = try CheckpointVerificationKey(rawBytes: bytes(vector.publicKey))
        #expect(publicKey == key.publicKey)
        #expect(publicKey.isValid(signature: bytes(vector.signature), for: bytes(vector.message)))
    }

    @Test("Every single bit of a signature counts")
    func bitFlips() throws {
        let key = try CheckpointSigningKey.generate()
        let message = Array("commonwatt\n7\n".utf8)
        let signature = try key.sign(message)
        #expect(signature.count == 64)
        #expect(key.publicKey.isValid(signature: signature, for: message))
        #expect(!key.publicKey.isValid(signature: signature, for: message + [0]))
        #expect(!key.publicKey.isValid(signature: signature + [0], for: message))
        for position in signature.indices {
            for bit in 0..<8 {
                var changed = signature
                changed[position] ^= 1 << bit
                #expect(!key.publicKey.isValid(signature: changed, for: message), "byte \(position), bit \(bit)")
            }
        }
    }

    @Test("A signature with the group's order added to its second half is refused")
    func malleability() throws {
        let vector = Self.vectors[0]
        let key = try CheckpointVerificationKey(rawBytes: bytes(vector.publicKey))
        var signature = bytes(vector.signature)
        // L = 2^252 + 27742317777372353535851937790883648493, lowest byte first.
        let order = bytes("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")
        var carry = 0
        for index in order.indices {
            let sum = Int(signature[32 + index]) + Int(order[index]) + carry
            signature[32 + index] = UInt8(sum & 0xff)
            carry = sum >> 8
        }
        #expect(carry == 0)
        #expect(!key.isValid(signature: signature, for: []))
    }

    @Test("Keys come back from PEM and from their seed as they went in")
    func encodings() throws {
        let key = try CheckpointSigningKey.generate()
        #expect(try CheckpointSigningKey(pem: key.pem).publicKey == key.publicKey)
        #expect(try CheckpointSigningKey(seed: key.seed).publicKey == key.publicKey)
        #expect(try CheckpointVerificationKey(pem: key.publicKey.pem) == key.publicKey)
    }

    @Test("A key of the other kind is refused on either side")
    func otherKind() throws {
        let checkpoint = try CheckpointSigningKey.generate()
        let signing = try SigningKey.generateP256()
        #expect(throws: CryptoError.refused("the private key is not an Ed25519 key")) {
            try CheckpointSigningKey(pem: signing.pem)
        }
        #expect(throws: CryptoError.self) { try CheckpointVerificationKey(pem: signing.publicKey.pem) }
        #expect(throws: CryptoError.self) { try SigningKey(pem: checkpoint.pem) }
        #expect(throws: CryptoError.self) { try VerificationKey(pem: checkpoint.publicKey.pem) }
        #expect(throws: CryptoError.self) { try CheckpointSigningKey(seed: [1, 2, 3]) }
        #expect(throws: CryptoError.self) { try CheckpointVerificationKey(rawBytes: [1, 2, 3]) }
    }
}

/// The bytes that hexadecimal text stands for.
func bytes(_ hex: String) -> [UInt8] {
    let digits = Array(hex.utf8).compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}
