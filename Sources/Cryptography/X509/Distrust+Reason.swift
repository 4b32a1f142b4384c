import CLibcrypto
import Units

extension Distrust {
    /// Why libcrypto's verification in `context` failed.
    ///
    /// The words say what the certificates and lists say, never at which instant they were judged: the same reason
    /// holds until something comes into force or ceases to be.
    init(context: OpaquePointer, leaf: Certificate, revocationLists: [CertificateRevocationList]) {
        let code = unsafe X509_STORE_CTX_get_error(context)
        let concerned = unsafe Self.certificate(in: context) ?? leaf
        let lists = revocationLists.filter { $0.issuer == concerned.issuer }
        let details: String? =
            switch code {
            case X509_V_ERR_CERT_HAS_EXPIRED, X509_V_ERR_CERT_NOT_YET_VALID:
                "valid \(concerned.validity)"
            case X509_V_ERR_CRL_HAS_EXPIRED, X509_V_ERR_CRL_NOT_YET_VALID:
                "the lists of \(concerned.issuer) are in force "
                    + lists.map(\.validity).sorted { $0.notBefore < $1.notBefore }.map(\.description)
                    .joined(separator: ", ")
            case X509_V_ERR_CERT_REVOKED:
                Self.revocation(of: concerned, in: lists)
            default: nil
            }
        let words = unsafe String(cString: X509_verify_cert_error_string(Int(code)))
        self.init(code: code, subject: concerned.subject, reason: details.map { "\(words) (\($0))" } ?? words)
    }

    /// The certificate that the verification in `context` stopped at.
    private static func certificate(in context: OpaquePointer) -> Certificate? {
        guard let current = unsafe X509_STORE_CTX_get_current_cert(context),
            let der = try? unsafe DER.encoding("i2d_X509", { unsafe i2d_X509(current, $0) })
        else { return nil }
        return try? Certificate(der: der)
    }

    private static func revocation(of certificate: Certificate, in lists: [CertificateRevocationList]) -> String? {
        let entries = lists.flatMap(\.revocations).filter { $0.serialNumber == certificate.serialNumber }
        guard let first = entries.min(by: { $0.date < $1.date }) else { return nil }
        return "on \(Timestamp.text(first.date)) by \(certificate.issuer), \(first.reason)"
    }
}
