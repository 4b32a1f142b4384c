import Cryptography
import Membership
import Units

/// Days after 2026-01-01T00:00:00Z, the beginning of time for these tests.
func day(_ day: Int64) -> Instant {
    Instant(milliseconds: 1_767_225_600_000 + day * 86_400_000)
}

/// An organisation's root, valid for a thousand days.
func makeRoot(_ organisation: String) throws -> CertificateAuthority {
    try CertificateAuthority.makeRoot(
        subject: DistinguishedName(commonName: "\(organisation) root", organisation: organisation),
        validity: Validity(notBefore: day(0), notAfter: day(1_000))
    )
}

extension CertificateAuthority {
    /// A certificate for a hundred days.
    func leaf(
        _ name: String,
        organisation: String,
        units: [String],
        key: VerificationKey? = nil
    ) throws -> Certificate {
        let terms = CertificateTerms(
            subject: DistinguishedName(commonName: name, organisation: organisation, organisationalUnits: units),
            validity: Validity(notBefore: day(0), notAfter: day(100))
        )
        return try issue(terms, for: key ?? SigningKey.generateP256().publicKey)
    }
}

/// An operator and a utility.
struct TestNetwork {
    var `operator`: CertificateAuthority
    var utility: CertificateAuthority

    init() throws {
        self.operator = try makeRoot("Operator")
        self.utility = try makeRoot("Utility")
    }

    /// A new identity of one of the organisations.
    func identity(
        _ name: String,
        _ role: Role,
        of organisation: KeyPath<TestNetwork, CertificateAuthority>
    ) throws -> Identity {
        let authority = self[keyPath: organisation]
        let certificate = try authority.leaf(
            name,
            organisation: authority.certificate.organisation,
            units: [role.rawValue]
        )
        return try Identity(certificate: certificate)
    }

    /// The membership of both, the utility first and with revocation lists if there are some.
    func membership(utilityLists: [CertificateRevocationList] = []) throws -> Membership {
        var organisations: [Organisation] = []
        for (name, authority, lists) in [("Utility", utility, utilityLists), ("Operator", self.operator, [])] {
            guard let id = OrganisationID(name) else { continue }
            let roots = [authority.certificate]
            organisations.append(try Organisation(id: id, roots: roots, revocationLists: lists))
        }
        return try Membership(organisations: organisations)
    }
}
