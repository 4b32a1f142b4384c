import Cryptography
import Testing
import Units

@Suite("openssl's second opinion on keys and certificates")
struct SecondOpinionTests {
    private let message = Array("the meter of building 3 at 18:00".utf8)

    @Test("openssl verifies our P-256 signatures and refuses them for other data")
    func ourSignatures() async throws {
        let openssl = try OpenSSLTool()
        let key = try SigningKey.generateP256()
        let publicKey = try openssl.file("public.pem", key.publicKey.pem)
        let data = try openssl.file("data", message)
        let other = try openssl.file("other", message + [0])
        let signature = try openssl.file("signature", key.sign(message))
        let verify = ["dgst", "-sha256", "-verify", publicKey, "-signature", signature]
        #expect(try await openssl.run(verify + [data]).succeeded)
        #expect(try await !openssl.run(verify + [other]).succeeded)
    }

    @Test("We verify openssl's P-256 signatures with a low s, and only those")
    func theirSignatures() async throws {
        let openssl = try OpenSSLTool()
        let key = try SigningKey.generateP256()
        let keyFile = try openssl.file("key.pem", key.pem)
        let publicKey = try openssl.file("public.pem", key.publicKey.pem)
        let data = try openssl.file("data", message)
        for _ in 0..<12 {
            let signatureFile = openssl.path("signature")
            let signed = try await openssl.run("dgst", "-sha256", "-sign", keyFile, "-out", signatureFile, data)
            #expect(signed.succeeded)
            let answer = try await openssl.run(
                "dgst",
                "-sha256",
                "-verify",
                publicKey,
                "-signature",
                signatureFile,
                data
            )
            #expect(answer.succeeded)
            let signature = try openssl.bytes("signature")
            let lowS = try #require(withLowS(signature))
            if lowS == signature {
                #expect(key.publicKey.isValid(signature: signature, for: message))
            } else {
                #expect(!key.publicKey.isValid(signature: signature, for: message))
                #expect(key.publicKey.isValid(signature: lowS, for: message))
            }
        }
    }

    @Test("openssl verifies our Ed25519 signatures")
    func checkpointSignatures() async throws {
        let openssl = try OpenSSLTool()
        let key = try CheckpointSigningKey.generate()
        let publicKey = try openssl.file("public.pem", key.publicKey.pem)
        let data = try openssl.file("data", message)
        let signature = try openssl.file("signature", key.sign(message))
        let verify = ["pkeyutl", "-verify", "-pubin", "-inkey", publicKey, "-rawin", "-sigfile", signature, "-in"]
        #expect(try await openssl.run(verify + [data]).succeeded)
        #expect(try await !openssl.run(verify + [openssl.file("other", message + [0])]).succeeded)
    }

    @Test("openssl reads our private keys, and we read its keys of either form but no encrypted one")
    func privateKeys() async throws {
        let openssl = try OpenSSLTool()
        let ours = try openssl.file("ours.pem", SigningKey.generateP256().pem)
        #expect(try await openssl.run("pkey", "-in", ours, "-check", "-noout").succeeded)

        let curve = ["-pkeyopt", "ec_paramgen_curve:P-256"]
        let generate = ["genpkey", "-algorithm", "EC"] + curve + ["-out", openssl.path("pkcs8.pem")]
        #expect(try await openssl.run(generate).succeeded)
        let pkcs8 = try SigningKey(pem: openssl.text("pkcs8.pem"))
        let convert = ["ec", "-in", openssl.path("pkcs8.pem"), "-out", openssl.path("sec1.pem")]
        #expect(try await openssl.run(convert).succeeded)
        #expect(try openssl.text("sec1.pem").contains("BEGIN EC PRIVATE KEY"))
        #expect(try SigningKey(pem: openssl.text("sec1.pem")).publicKey == pkcs8.publicKey)

        let encrypt = ["pkey", "-in", ours, "-aes256", "-passout", "pass:secret", "-out", openssl.path("secret.pem")]
        #expect(try await openssl.run(encrypt).succeeded)
        #expect(throws: CryptoError.self) { try SigningKey(pem: openssl.text("secret.pem")) }
    }

    @Test("Keys of other curves and kinds are refused", arguments: ["EC P-384", "EC secp256k1", "RSA 2048", "X25519"])
    func otherKeys(kind: String) async throws {
        let openssl = try OpenSSLTool()
        let words = kind.split(separator: " ").map(String.init)
        let options: [String] =
            switch words[0] {
            case "EC": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:\(words[1])"]
            case "RSA": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:\(words[1])"]
            default: ["-algorithm", words[0]]
            }
        #expect(try await openssl.run(["genpkey"] + options + ["-out", openssl.path("key.pem")]).succeeded)
        #expect(throws: CryptoError.refused("the private key is not a P-256 key; expected one on prime256v1")) {
            try SigningKey(pem: openssl.text("key.pem"))
        }
    }

    @Test(
        "A key in another encoding is refused, for it could pass for another key",
        arguments: [["-conv_form", "compressed"], ["-conv_form", "hybrid"], ["-param_enc", "explicit"]]
    )
    func otherEncodings(options: [String]) async throws {
        let openssl = try OpenSSLTool()
        let key = try SigningKey.generateP256()
        let plain = try openssl.file("public.pem", key.publicKey.pem)
        let convert = ["ec", "-pubin", "-in", plain, "-out", openssl.path("other.pem")] + options
        let answer = try await openssl.run(convert)
        #expect(answer.succeeded, "\(answer.output)")
        #expect(try openssl.text("other.pem") != key.publicKey.pem)
        #expect(throws: CryptoError.self) { try VerificationKey(pem: openssl.text("other.pem")) }
    }

    @Test("openssl reads in our certificates what we put in")
    func certificateFields() async throws {
        let openssl = try OpenSSLTool()
        let authorities = try TestAuthorities()
        let leaf = try authorities.leaf("peer0", role: "peer", validity: days(3, 40))
        let file = try openssl.file("leaf.pem", leaf.pem)
        let text = try await openssl.run("x509", "-in", file, "-noout", "-text", "-fingerprint", "-sha256").output
        #expect(text.contains("Subject: O = Operator, OU = peer, CN = peer0"))
        #expect(text.contains("Issuer: O = Operator, CN = Operator authority"))
        #expect(text.contains("Not Before: Jan  4 00:00:00 2026 GMT"))
        #expect(text.contains("Not After : Feb 10 00:00:00 2026 GMT"))
        #expect(text.contains("Signature Algorithm: ecdsa-with-SHA256"))
        #expect(text.contains("CA:FALSE"))
        #expect(text.contains("Digital Signature"))
        #expect(text.contains("TLS Web Server Authentication, TLS Web Client Authentication"))
        #expect(text.contains("DNS:peer0.example, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1"))
        #expect(text.replacing(":", with: "").lowercased().contains(leaf.fingerprint.hex))
        #expect(text.replacing(":", with: "").contains(leaf.serialNumber.description))
    }

    @Test("We read in openssl's certificates what it put in")
    func foreignCertificate() async throws {
        let openssl = try OpenSSLTool()
        let request = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
            "-keyout", openssl.path("key.pem"), "-out", openssl.path("root.pem"), "-set_serial", "0x1234",
            "-subj", "/C=DE/O=Stadtwerke Köln/OU=netz/OU=markt/CN=Wurzel", "-utf8",
        ]
        let answer = try await openssl.run(request)
        #expect(answer.succeeded, "\(answer.output)")
        let certificate = try Certificate(pem: openssl.text("root.pem"))
        #expect(certificate.commonName == "Wurzel")
        #expect(certificate.organisation == "Stadtwerke Köln")
        #expect(certificate.organisationalUnits == ["netz", "markt"])
        #expect(certificate.serialNumber.description == "1234")
        #expect(certificate.isAuthority)
        #expect(certificate.notAfter - certificate.notBefore == .hours(30 * 24))
        #expect(try certificate.publicKey == SigningKey(pem: openssl.text("key.pem")).publicKey)
        #expect(try Certificate(pem: certificate.pem) == certificate)
        #expect(try TrustStore(roots: [certificate]).verify(certificate, at: certificate.notBefore) == .trusted)
    }
}
