import Cryptography
import Testing
import Units

@Suite("Certificates")
struct CertificateTests {
    @Test("A certificate says what its terms said, as DER and as PEM")
    func fields() throws {
        let authorities = try TestAuthorities()
        let key = try SigningKey.generateP256()
        let subject = DistinguishedName(
            commonName: "building-07",
            organisation: "Operator",
            organisationalUnits: ["client", "Gebäude 7"]
        )
        let validity = Validity(notBefore: day(1, milliseconds: 999), notAfter: day(9, milliseconds: -1))
        let terms = CertificateTerms(subject: subject, validity: validity)
        let certificate = try authorities.intermediate.issue(terms, for: key.publicKey)

        #expect(certificate.subject == subject)
        #expect(certificate.commonName == "building-07")
        #expect(certificate.organisation == "Operator")
        #expect(certificate.organisationalUnits == ["client", "Gebäude 7"])
        #expect(certificate.issuer == authorities.intermediate.certificate.subject)
        // X.509 keeps whole seconds, the earlier ones.
        #expect(certificate.notBefore == day(1))
        #expect(certificate.notAfter == day(9, milliseconds: -1_000))
        #expect(certificate.publicKey == key.publicKey)
        #expect(!certificate.isAuthority)
        #expect(certificate.allowsSigning)
        #expect(certificate.fingerprint == Digest.sha256(certificate.der))
        #expect(try Certificate(der: certificate.der) == certificate)
        #expect(try Certificate(pem: "a comment\n" + certificate.pem) == certificate)
        #expect(certificate.description.hasPrefix("CN=building-07, O=Operator, OU=client, OU=Gebäude 7 (serial "))
    }

    @Test("A bundle gives its certificates in order, and no single one")
    func bundles() throws {
        let authorities = try TestAuthorities()
        let certificates = [authorities.root.certificate, authorities.intermediate.certificate]
        let bundle = certificates.map(\.pem).joined(separator: "\n") + (try authorities.root.key.pem)
        #expect(try Certificate.certificates(pem: bundle) == certificates)
        #expect(throws: CryptoError.refused("expected one block \"BEGIN CERTIFICATE\" in the PEM text, found 2")) {
            try Certificate(pem: bundle)
        }
        #expect(throws: CryptoError.refused("expected one block \"BEGIN CERTIFICATE\" in the PEM text, found 0")) {
            try Certificate(pem: "")
        }
        #expect(throws: CryptoError.self) {
            try Certificate.certificates(pem: bundle.replacing("MII", with: "M!!"))
        }
    }

    @Test("Shortened and lengthened certificates are refused")
    func lengths() throws {
        let der = try TestAuthorities().leaf("peer0").der
        for count in 0..<der.count {
            #expect(throws: CryptoError.self) { try Certificate(der: Array(der.prefix(count))) }
        }
        #expect(throws: CryptoError.refused("the certificate is not in DER, or bytes follow it")) {
            try Certificate(der: der + [0])
        }
    }

    @Test("A certificate in another spelling of BER is refused, for it would have another fingerprint")
    func otherSpelling() throws {
        let der = try TestAuthorities().leaf("peer0").der
        // The outer length of some 500 bytes takes two bytes; here it takes three.
        #expect(der[1] == 0x82)
        let spelled = [der[0], 0x83, 0x00] + der[2...]
        #expect(throws: CryptoError.refused("the certificate is not in DER, or bytes follow it")) {
            try Certificate(der: spelled)
        }
    }

    @Test("Whatever byte of a certificate is changed, it is not trusted any more")
    func tampering() throws {
        let authorities = try TestAuthorities()
        let leaf = try authorities.leaf("peer0")
        let store = try TrustStore(
            roots: [authorities.root.certificate],
            intermediates: [authorities.intermediate.certificate]
        )
        #expect(store.verify(leaf, at: day(1)) == .trusted)
        var unreadable = 0
        for position in leaf.der.indices {
            var changed = leaf.der
            changed[position] ^= 0x01
            guard let certificate = try? Certificate(der: changed) else {
                unreadable += 1
                continue
            }
            #expect(!store.verify(certificate, at: day(1)).isTrusted, "byte \(position)")
        }
        #expect(unreadable < leaf.der.count)
    }

    @Test(
        "Terms that make no certificate are refused",
        arguments: [
            DistinguishedName(commonName: "", organisation: "Operator"),
            DistinguishedName(commonName: "peer0", organisation: ""),
            DistinguishedName(commonName: "peer0", organisation: "Operator", organisationalUnits: [""]),
            DistinguishedName(commonName: String(repeating: "x", count: 65), organisation: "Operator"),
        ]
    )
    func subjects(subject: DistinguishedName) throws {
        let authorities = try TestAuthorities()
        let key = try SigningKey.generateP256().publicKey
        #expect(throws: CryptoError.self) {
            try authorities.intermediate.issue(CertificateTerms(subject: subject, validity: days(0, 1)), for: key)
        }
    }

    @Test(
        "Alternative names that are no names or addresses are refused",
        arguments: [
            AlternativeName.dns(""), .dns("a,IP:10.0.0.1"), .dns("a b"), .dns("ä.example"), .ip("10.0.0"), .ip(""),
            .ip("10.0.0.1,DNS:x"), .ip("::1::"),
        ]
    )
    func alternativeNames(name: AlternativeName) throws {
        let authorities = try TestAuthorities()
        let terms = CertificateTerms(
            subject: DistinguishedName(commonName: "peer0", organisation: "Operator"),
            validity: days(0, 1),
            alternativeNames: [name]
        )
        let key = try SigningKey.generateP256().publicKey
        #expect(throws: CryptoError.self) { try authorities.intermediate.issue(terms, for: key) }
    }
}
