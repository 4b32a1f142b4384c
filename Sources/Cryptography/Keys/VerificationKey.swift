import CLibcrypto

/// A public key on the curve P-256, for ECDSA signatures with SHA-256.
public final class VerificationKey: Sendable {
    /// The DER of the key's `SubjectPublicKeyInfo`, as a certificate carries it.
    public let der: [UInt8]

    private let handle: KeyHandle
    private let contexts: KeyContextPool

    /// The key itself, for the certificate authority's own use inside this module.
    var keyHandle: KeyHandle { handle }

    init(handle: KeyHandle) throws(CryptoError) {
        guard handle.isP256 else { throw .refused("the public key is not a P-256 key; expected one on prime256v1") }
        let der = try handle.publicDER()
        guard der.count == Self.derByteCount, der.starts(with: Self.derPrefix) else {
            throw .refused(
                "the public key names its curve or its point in an unusual way; expected the uncompressed point"
            )
        }
        self.handle = handle
        self.contexts = KeyContextPool(key: handle, purpose: .verifying)
        self.der = der
    }

    // A point may also be compressed and a curve be spelled out; one key would then have several encodings, and two
    // of them could pass for two keys. One is accepted: the named curve and both coordinates (RFC 5480 section 2).
    private static let derPrefix: [UInt8] = [
        0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48,
        0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
    ]
    private static let derByteCount = 91

    /// Reads a `SubjectPublicKeyInfo` from DER.
    ///
    /// - Throws: ``CryptoError`` where the bytes are not one key and nothing else, or it is not on P-256.
    public convenience init(der: [UInt8]) throws(CryptoError) {
        try self.init(handle: KeyHandle.publicKey(der: der))
    }

    /// Reads a `SubjectPublicKeyInfo` from PEM.
    ///
    /// - Throws: ``CryptoError`` where the text is no public key or it is not on P-256.
    public convenience init(pem: String) throws(CryptoError) {
        try self.init(handle: KeyHandle.publicKey(pem: pem))
    }

    /// The key's `SubjectPublicKeyInfo` in PEM.
    public var pem: String {
        get throws(CryptoError) { try handle.publicPEM() }
    }

    /// Whether `signature` is this key's signature of the SHA-256 digest of `bytes`.
    ///
    /// Signatures with a high `s` and any encoding but the one DER encoding are refused.
    public func isValid(signature: [UInt8], for bytes: [UInt8]) -> Bool {
        isValid(signature: signature, for: Digest.sha256(bytes))
    }

    /// Whether `signature` is this key's signature of a digest that the caller took.
    public func isValid(signature: [UInt8], for digest: Digest) -> Bool {
        guard let decoded = P256Signature(der: signature), decoded.isCanonical else { return false }
        let status = try? unsafe contexts.withContext { context in
            unsafe digest.withUnsafeBytes { digest in
                unsafe EVP_PKEY_verify(
                    context,
                    signature,
                    signature.count,
                    digest.assumingMemoryBound(to: UInt8.self).baseAddress,
                    digest.count
                )
            }
        }
        guard status == 1 else {
            // A refused signature leaves entries behind that the thread's next failure must not be blamed on.
            ERR_clear_error()
            return false
        }
        return true
    }
}

extension VerificationKey: Hashable {
    public static func == (left: VerificationKey, right: VerificationKey) -> Bool { left.der == right.der }

    public func hash(into hasher: inout Hasher) { hasher.combine(der) }
}
