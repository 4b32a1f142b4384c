import CLibcrypto
public import Units

/// A complete list of the certificates that an issuer has revoked (RFC 5280 section 5).
///
/// Whether the issuer really signed it is asked where it is used, of ``TrustStore``.
public final class CertificateRevocationList: Sendable {
    /// The list's bytes, as they came.
    public let der: [UInt8]

    /// The SHA-256 digest of ``der``.
    public let fingerprint: Digest

    /// Who issued it, by its own account.
    public let issuer: DistinguishedName

    /// The list's number; a later list of the same issuer has a greater one.
    public let number: Int64

    /// When it is in force: from this update until the next one is due.
    public let validity: Validity

    /// The revoked certificates, in the list's order.
    public let revocations: [Revocation]

    private let handle: OwnedPointer

    /// Parses a list.
    ///
    /// - Throws: ``CryptoError`` where the bytes are not one list in DER and nothing else, it has no number or no next
    ///   update (RFC 5280 section 5 asks for both), or it has critical extensions, as partial lists have.
    public init(der: [UInt8]) throws(CryptoError) {
        let handle = try Self.parse(der)
        (issuer, number, validity, revocations) = try unsafe handle.withUnsafePointer { (list) throws(CryptoError) in
            let issuer = try unsafe DistinguishedName(x509: X509_CRL_get_issuer(list))
            return (
                issuer,
                try unsafe Self.number(of: list, issuer: issuer),
                try unsafe Self.validity(of: list, issuer: issuer),
                try unsafe Self.revocations(of: list)
            )
        }
        self.der = der
        self.fingerprint = Digest.sha256(der)
        self.handle = handle
    }

    /// Reads the only list of a PEM text.
    ///
    /// - Throws: ``CryptoError`` where there is none or more than one, or as ``init(der:)`` does.
    public convenience init(pem: String) throws(CryptoError) {
        try self.init(der: PEM.onlyBlock(PEM.revocationList, in: pem))
    }

    /// Reads the lists of a PEM text, in its order; other blocks are skipped.
    public static func revocationLists(pem: String) throws(CryptoError) -> [CertificateRevocationList] {
        var lists: [CertificateRevocationList] = []
        for block in try PEM.blocks(PEM.revocationList, in: pem) {
            lists.append(try CertificateRevocationList(der: block))
        }
        return lists
    }

    /// The list as PEM text.
    public var pem: String { PEM.text(PEM.revocationList, der) }

    /// When the list was made.
    public var thisUpdate: Instant { validity.notBefore }

    /// When the next one is due; from then on this one is no longer in force.
    public var nextUpdate: Instant { validity.notAfter }

    /// Whether `authority` issued and signed this list.
    public func isSigned(by authority: Certificate) -> Bool {
        let isSigned = try? unsafe authority.withUnsafeX509 { (certificate) throws(CryptoError) in
            try unsafe handle.withUnsafePointer { (list) throws(CryptoError) in
                guard unsafe X509_NAME_cmp(X509_get_subject_name(certificate), X509_CRL_get_issuer(list)) == 0,
                    let key = unsafe X509_get0_pubkey(certificate)
                else { return false }
                return unsafe X509_CRL_verify(list, key) == 1
            }
        }
        ERR_clear_error()
        return isSigned ?? false
    }

    /// Calls `body` with the list as libcrypto keeps it, which must neither leave it nor be changed.
    func withUnsafeCRL<Result>(
        _ body: (OpaquePointer) throws(CryptoError) -> Result
    ) throws(CryptoError) -> Result {
        try unsafe handle.withUnsafePointer(body)
    }
}

extension CertificateRevocationList: Hashable {
    public static func == (left: CertificateRevocationList, right: CertificateRevocationList) -> Bool {
        left.fingerprint == right.fingerprint
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(fingerprint) }
}

extension CertificateRevocationList: CustomStringConvertible {
    public var description: String { "revocation list \(number) of \(issuer)" }
}
