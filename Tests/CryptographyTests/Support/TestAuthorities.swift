import Cryptography
import Units

/// Days after 2026-01-01T00:00:00Z, the beginning of time for these tests.
func day(_ day: Int64, milliseconds: Int64 = 0) -> Instant {
    Instant(milliseconds: 1_767_225_600_000 + day * 86_400_000 + milliseconds)
}

/// From one day until another.
func days(_ first: Int64, _ end: Int64) -> Validity {
    Validity(notBefore: day(first), notAfter: day(end))
}

/// A root, an authority below it, and what they issue.
struct TestAuthorities {
    var root: CertificateAuthority
    var intermediate: CertificateAuthority

    init(
        organisation: String = "Operator",
        root: Validity = days(0, 1_000),
        intermediate: Validity = days(0, 500)
    ) throws {
        self.root = try CertificateAuthority.makeRoot(
            subject: DistinguishedName(commonName: "\(organisation) root", organisation: organisation),
            validity: root
        )
        self.intermediate = try self.root.makeIntermediate(
            subject: DistinguishedName(commonName: "\(organisation) authority", organisation: organisation),
            validity: intermediate
        )
    }

    /// A new key's certificate from the intermediate.
    func leaf(_ name: String, role: String = "client", validity: Validity = days(0, 100)) throws -> Certificate {
        let organisation = intermediate.certificate.organisation
        let subject = DistinguishedName(commonName: name, organisation: organisation, organisationalUnits: [role])
        let terms = CertificateTerms(
            subject: subject,
            validity: validity,
            extendedKeyUsage: [.clientAuthentication, .serverAuthentication],
            alternativeNames: [.dns("\(name).example"), .ip("127.0.0.1"), .ip("::1")]
        )
        return try intermediate.issue(terms, for: SigningKey.generateP256().publicKey)
    }
}
