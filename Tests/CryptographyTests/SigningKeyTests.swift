import Cryptography
import Testing

@Suite("P-256 signatures")
struct SigningKeyTests {
    private let message = Array("two hundred kilowatts from 17:30".utf8)

    @Test("What a key signs, its public key verifies, and no other key does")
    func signAndVerify() throws {
        let key = try SigningKey.generateP256()
        let other = try SigningKey.generateP256()
        for _ in 0..<200 {
            let signature = try key.sign(message)
            #expect(signature.count <= 72)
            #expect(key.publicKey.isValid(signature: signature, for: message))
            #expect(key.publicKey.isValid(signature: signature, for: Digest.sha256(message)))
            #expect(!key.publicKey.isValid(signature: signature, for: message + [0]))
            #expect(!other.publicKey.isValid(signature: signature, for: message))
        }
    }

    @Test("Every single bit of a signature counts")
    func bitFlips() throws {
        let key = try SigningKey.generateP256()
        let signature = try key.sign(message)
        for position in signature.indices {
            for bit in 0..<8 {
                var changed = signature
                changed[position] ^= 1 << bit
                #expect(!key.publicKey.isValid(signature: changed, for: message), "byte \(position), bit \(bit)")
            }
        }
        #expect(key.publicKey.isValid(signature: signature, for: message))
    }

    @Test("A shortened or lengthened signature is refused")
    func lengths() throws {
        let key = try SigningKey.generateP256()
        let signature = try key.sign(message)
        for count in 0..<signature.count {
            #expect(!key.publicKey.isValid(signature: Array(signature.prefix(count)), for: message))
        }
        #expect(!key.publicKey.isValid(signature: signature + [0], for: message))
    }

    @Test("Keys come back from PEM as they went in")
    func pem() throws {
        let key = try SigningKey.generateP256()
        let text = try key.pem
        #expect(text.hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
        let reread = try SigningKey(pem: text)
        #expect(reread.publicKey == key.publicKey)
        #expect(key.publicKey.isValid(signature: try reread.sign(message), for: message))

        let publicKey = try VerificationKey(pem: key.publicKey.pem)
        #expect(publicKey == key.publicKey)
        #expect(try VerificationKey(der: key.publicKey.der) == publicKey)
    }

    @Test("What is no P-256 key is refused with a reason")
    func refusals() throws {
        #expect(throws: CryptoError.self) { try SigningKey(pem: "no key") }
        #expect(throws: CryptoError.self) { try VerificationKey(pem: "") }
        #expect(throws: CryptoError.self) { try VerificationKey(der: []) }
        let der = try SigningKey.generateP256().publicKey.der
        #expect(throws: CryptoError.self) { try VerificationKey(der: Array(der.dropLast())) }
        #expect {
            try VerificationKey(der: der + [0])
        } throws: { error in
            "\(error)" == "1 bytes follow the public key; expected the key alone"
        }
    }

    @Test("One key signs and verifies on many threads at once")
    func threads() async throws {
        let key = try SigningKey.generateP256()
        let message = message
        let valid = try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<32 {
                group.addTask {
                    for _ in 0..<50 {
                        let signature = try key.sign(message)
                        guard key.publicKey.isValid(signature: signature, for: message) else { return false }
                    }
                    return true
                }
            }
            return try await group.reduce(true) { $0 && $1 }
        }
        #expect(valid)
    }
}
