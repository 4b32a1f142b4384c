import CLibcrypto
public import Units

/// An X.509 certificate of a P-256 key (RFC 5280).
public final class Certificate: Sendable {
    /// The certificate's bytes, as they came.
    public let der: [UInt8]

    /// The SHA-256 digest of ``der``: the certificate's name in the ledger.
    public let fingerprint: Digest

    /// Whom the certificate names.
    public let subject: DistinguishedName

    /// Who issued it, by its own account.
    public let issuer: DistinguishedName

    /// The number that the issuer gave it.
    public let serialNumber: SerialNumber

    /// When it is in force.
    public let validity: Validity

    /// The key that it certifies.
    public let publicKey: VerificationKey

    /// Whether it may issue certificates (basic constraints).
    public let isAuthority: Bool

    /// Whether its key may sign data (key usage `digitalSignature`, or no key usage at all).
    public let allowsSigning: Bool

    private let handle: OwnedPointer

    /// Parses a certificate.
    ///
    /// - Throws: ``CryptoError`` where the bytes are not one certificate in DER and nothing else, its key is not on
    ///   P-256, its name can be read in two ways, or an extension cannot be read.
    public init(der: [UInt8]) throws(CryptoError) {
        let handle = try Self.parse(der)
        (subject, issuer) = try unsafe handle.withUnsafePointer { (certificate) throws(CryptoError) in
            (
                try unsafe DistinguishedName(x509: X509_get_subject_name(certificate)),
                try unsafe DistinguishedName(x509: X509_get_issuer_name(certificate))
            )
        }
        (serialNumber, validity) = try unsafe handle.withUnsafePointer { (certificate) throws(CryptoError) in
            let notBefore = try unsafe Timestamp.instant(of: X509_get0_notBefore(certificate))
            let notAfter = try unsafe Timestamp.instant(of: X509_get0_notAfter(certificate))
            return (
                try unsafe SerialNumber(integer: X509_get0_serialNumber(certificate)),
                Validity(notBefore: notBefore, notAfter: notAfter)
            )
        }
        self.publicKey = try Self.publicKey(of: handle, subject: subject)
        // Asking for the flags also makes libcrypto cache what the extensions say, once and for all threads.
        let flags = try unsafe handle.withUnsafePointer { unsafe X509_get_extension_flags($0) }
        let keyUsage = try unsafe handle.withUnsafePointer { unsafe X509_get_key_usage($0) }
        guard flags & UInt32(EXFLAG_INVALID) == 0 else {
            throw .refused("the certificate of \(subject) has an extension that cannot be read")
        }
        self.isAuthority = flags & UInt32(EXFLAG_CA) != 0
        self.allowsSigning = keyUsage & UInt32(KU_DIGITAL_SIGNATURE) != 0
        self.der = der
        self.fingerprint = Digest.sha256(der)
        self.handle = handle
    }

    /// Reads the only certificate of a PEM text.
    ///
    /// - Throws: ``CryptoError`` where there is none or more than one, or as ``init(der:)`` does.
    public convenience init(pem: String) throws(CryptoError) {
        try self.init(der: PEM.onlyBlock(PEM.certificate, in: pem))
    }

    /// Reads the certificates of a PEM text, in its order; other blocks are skipped.
    public static func certificates(pem: String) throws(CryptoError) -> [Certificate] {
        var certificates: [Certificate] = []
        for block in try PEM.blocks(PEM.certificate, in: pem) { certificates.append(try Certificate(der: block)) }
        return certificates
    }

    /// The certificate as PEM text.
    public var pem: String { PEM.text(PEM.certificate, der) }

    /// The subject's `CN`; empty where there is none.
    public var commonName: String { subject.commonName }

    /// The subject's `O`; empty where there is none.
    public var organisation: String { subject.organisation }

    /// The subject's `OU`s in their order.
    public var organisationalUnits: [String] { subject.organisationalUnits }

    /// The first instant at which it is in force.
    public var notBefore: Instant { validity.notBefore }

    /// The first instant at which it is no longer in force.
    public var notAfter: Instant { validity.notAfter }

    /// Whether `authority` is named as the issuer and its key signed this certificate. Whether either of them is in
    /// force, revoked, or to be trusted is asked of ``TrustStore``.
    public func isSigned(by authority: Certificate) -> Bool {
        let isSigned = try? unsafe authority.withUnsafeX509 { (issuer) throws(CryptoError) in
            try unsafe withUnsafeX509 { (certificate) throws(CryptoError) in
                guard unsafe X509_check_issued(issuer, certificate) == X509_V_OK,
                    let key = unsafe X509_get0_pubkey(issuer)
                else { return false }
                return unsafe X509_verify(certificate, key) == 1
            }
        }
        ERR_clear_error()
        return isSigned ?? false
    }

    /// Calls `body` with the certificate as libcrypto keeps it, which must neither leave it nor be changed.
    func withUnsafeX509<Result>(
        _ body: (OpaquePointer) throws(CryptoError) -> Result
    ) throws(CryptoError) -> Result {
        try unsafe handle.withUnsafePointer(body)
    }
}

extension Certificate: Hashable {
    public static func == (left: Certificate, right: Certificate) -> Bool { left.fingerprint == right.fingerprint }

    public func hash(into hasher: inout Hasher) { hasher.combine(fingerprint) }
}

extension Certificate: CustomStringConvertible {
    public var description: String { "\(subject) (serial \(serialNumber))" }
}

// MARK: - Parsing

extension Certificate {
    private static func parse(_ der: [UInt8]) throws(CryptoError) -> OwnedPointer {
        let (decoded, consumed) = unsafe DER.decoding(der) { unsafe d2i_X509(nil, $0, $1) }
        guard let certificate = unsafe decoded else { throw CryptoError.drain("reading a certificate from DER") }
        let handle = unsafe OwnedPointer(owning: certificate) { unsafe X509_free($0) }
        // Other spellings of the same certificate would have other fingerprints.
        guard consumed == der.count,
            try unsafe DER.encoding("i2d_X509", { unsafe i2d_X509(certificate, $0) }) == der
        else { throw .refused("the certificate is not in DER, or bytes follow it") }
        return handle
    }

    private static func publicKey(
        of handle: OwnedPointer,
        subject: DistinguishedName
    ) throws(CryptoError) -> VerificationKey {
        ERR_clear_error()
        let extracted = try unsafe handle.withUnsafePointer { unsafe X509_get_pubkey($0) }
        guard let pointer = unsafe extracted else {
            throw CryptoError.drain("reading the public key in the certificate of \(subject)")
        }
        let key = unsafe KeyHandle(owning: pointer)
        guard key.isP256 else {
            throw .refused("the key in the certificate of \(subject) is not a P-256 key; expected one on prime256v1")
        }
        return try VerificationKey(handle: key)
    }
}
