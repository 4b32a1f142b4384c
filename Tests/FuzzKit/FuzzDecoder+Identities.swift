import Cryptography
import LedgerTestKit
import Membership
import Units

extension FuzzDecoder {
    /// Certificates, revocation lists, keys and policies.
    static func identities() throws -> [FuzzDecoder] {
        let network = try LedgerNetwork()
        let root = network.operatorAuthority
        let subject = DistinguishedName(commonName: "Operator below", organisation: "Operator")
        let validity = Validity(notBefore: LedgerNetwork.day(0), notAfter: LedgerNetwork.day(500))
        var below = try root.makeIntermediate(subject: subject, validity: validity)
        let key = network.client.key.publicKey
        let terms = CertificateTerms(
            subject: DistinguishedName(
                commonName: "b02",
                organisation: "Operator",
                organisationalUnits: [Role.client.rawValue]
            ),
            validity: Validity(notBefore: LedgerNetwork.day(0), notAfter: LedgerNetwork.day(100))
        )
        let leaf = try below.issue(terms, for: key)
        try below.revoke(try below.issue(terms, for: key), at: LedgerNetwork.day(5))
        let list = try below.publishRevocationList(
            thisUpdate: LedgerNetwork.day(6),
            nextUpdate: LedgerNetwork.day(400)
        )
        let certificates = [root.certificate, below.certificate, leaf]
        return [
            FuzzDecoder(canonical: "certificate", certificates.map(\.der), executions: 10_000) {
                try? Certificate(der: $0).der
            },
            FuzzDecoder(reading: "certificate-pem", certificates.map { utf8($0.pem) }, executions: 10_000) { input in
                text(input).flatMap { try? Certificate.certificates(pem: $0) } != nil
            },
            chain(root: root.certificate, below: below.certificate, leaf: leaf, list: list),
            FuzzDecoder(canonical: "revocation-list", [list.der], executions: 10_000) {
                try? CertificateRevocationList(der: $0).der
            },
            FuzzDecoder(canonical: "public-key", [key.der], executions: 5_000) { try? VerificationKey(der: $0).der },
            policies,
        ]
    }

    /// A certificate that the store may or may not trust, and the judgement on it: an altered one is never trusted.
    private static func chain(
        root: Certificate,
        below: Certificate,
        leaf: Certificate,
        list: CertificateRevocationList
    ) -> FuzzDecoder {
        let store = try? TrustStore(roots: [root], intermediates: [below], revocationLists: [list])
        return FuzzDecoder(canonical: "certificate-chain", [leaf.der], executions: 10_000) { input in
            guard let store, let certificate = try? Certificate(der: input),
                store.verify(certificate, at: LedgerNetwork.now) == .trusted
            else { return nil }
            return leaf.der
        }
    }

    private static var policies: FuzzDecoder {
        let texts = [
            "OR('Operator.peer')", "AND('Operator.peer', OutOf(2, 'A.peer', 'B.admin', 'C.orderer'))",
            "MAJORITY admin", "ANY peer", "ALL client", "OR(AND('A.peer','B.peer'),OutOf(1,'C.member'))",
        ].map(utf8)
        return FuzzDecoder(
            equal: "policy",
            texts,
            read: { input in text(input).flatMap { try? EndorsementPolicy(parsing: $0) } },
            write: { utf8($0.description) }
        )
    }
}
