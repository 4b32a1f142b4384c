import Cryptography
import Testing
import Units

@Suite("Certificate authorities")
struct CertificateAuthorityTests {
    @Test("An authority read back from its PEM files goes on where it stopped")
    func files() throws {
        var authority = try TestAuthorities().intermediate
        let first = try certificate("first", of: authority)
        let second = try certificate("second", of: authority)
        try authority.revoke(first, at: day(3), reason: .keyCompromise)
        let list = try authority.publishRevocationList(thisUpdate: day(3), nextUpdate: day(10))
        #expect(list.number == 1)
        let files = (authority.certificate.pem, try authority.key.pem, list.pem)

        var reread = try CertificateAuthority(
            certificate: Certificate(pem: files.0),
            key: SigningKey(pem: files.1),
            revocationList: CertificateRevocationList(pem: files.2)
        )
        #expect(reread.revocations == authority.revocations)
        #expect(throws: CryptoError.refused("\(first) is revoked already")) { try reread.revoke(first, at: day(4)) }
        try reread.revoke(second, at: day(4))
        let next = try reread.publishRevocationList(thisUpdate: day(4), nextUpdate: day(11))
        #expect(next.number == 2)
        #expect(next.thisUpdate == day(4))
        #expect(next.nextUpdate == day(11))
        #expect(
            Set(next.revocations) == [
                Revocation(serialNumber: first.serialNumber, date: day(3), reason: .keyCompromise),
                Revocation(serialNumber: second.serialNumber, date: day(4), reason: .unspecified),
            ]
        )
        #expect(next.isSigned(by: reread.certificate))
        #expect(try CertificateRevocationList.revocationLists(pem: list.pem + next.pem) == [list, next])
    }

    @Test("An authority is not made of pieces that do not belong together")
    func mismatches() throws {
        var one = try TestAuthorities().intermediate
        var other = try TestAuthorities(organisation: "Utility").intermediate
        let list = try other.publishRevocationList(thisUpdate: day(0), nextUpdate: day(1))
        #expect(throws: CryptoError.self) { try CertificateAuthority(certificate: one.certificate, key: other.key) }
        #expect(throws: CryptoError.self) {
            try CertificateAuthority(certificate: one.certificate, key: one.key, revocationList: list)
        }
        let key = try SigningKey.generateP256()
        let terms = CertificateTerms(
            subject: DistinguishedName(commonName: "leaf", organisation: "Operator"),
            validity: days(0, 1)
        )
        let leaf = try one.issue(terms, for: key.publicKey)
        #expect(throws: CryptoError.refused("CN=leaf, O=Operator is not an authority")) {
            try CertificateAuthority(certificate: leaf, key: key)
        }
        #expect(throws: CryptoError.self) { try other.revoke(leaf, at: day(0)) }
        try one.revoke(leaf, at: day(0))
    }

    @Test("Nobody is certified for longer than the issuer, or for no time, or by an authority that may not")
    func validities() throws {
        let authorities = try TestAuthorities(root: days(0, 100), intermediate: days(10, 90))
        #expect(throws: CryptoError.self) { try authorities.leaf("early", validity: days(9, 20)) }
        #expect(throws: CryptoError.self) { try authorities.leaf("late", validity: days(20, 91)) }
        #expect(throws: CryptoError.self) { try authorities.leaf("never", validity: days(20, 20)) }
        #expect(try authorities.leaf("whole", validity: days(10, 90)).validity == days(10, 90))
        let subject = DistinguishedName(commonName: "third", organisation: "Operator")
        #expect(throws: CryptoError.self) {
            try authorities.intermediate.makeIntermediate(subject: subject, validity: days(10, 20))
        }
        #expect(throws: CryptoError.self) {
            try authorities.root.makeIntermediate(subject: subject, validity: days(10, 101))
        }
    }

    @Test("A changed revocation list is signed by nobody")
    func tamperedList() throws {
        var authority = try TestAuthorities().root
        let list = try authority.publishRevocationList(thisUpdate: day(0), nextUpdate: day(1))
        for position in list.der.indices {
            var changed = list.der
            changed[position] ^= 0x01
            guard let changedList = try? CertificateRevocationList(der: changed) else { continue }
            #expect(!changedList.isSigned(by: authority.certificate), "byte \(position)")
        }
    }

    private func certificate(_ name: String, of authority: CertificateAuthority) throws -> Certificate {
        let subject = DistinguishedName(commonName: name, organisation: "Operator")
        let key = try SigningKey.generateP256().publicKey
        return try authority.issue(CertificateTerms(subject: subject, validity: days(0, 20)), for: key)
    }
}
