import CLibcrypto

/// A private key on the curve P-256, for ECDSA signatures with SHA-256.
///
/// Creators, endorsers and orderers sign with such keys. Signatures differ from call to call (they carry a random
/// nonce), so nothing that is hashed may cover one.
public final class SigningKey: Sendable {
    /// The key that verifies what this one signs.
    public let publicKey: VerificationKey

    private let handle: KeyHandle
    private let contexts: KeyContextPool

    /// The greatest length of a DER-encoded P-256 signature, before `s` is made low.
    private static let signatureCapacity = 72

    /// The private key itself, for the certificate authority's own use inside this module.
    var keyHandle: KeyHandle { handle }

    private init(handle: KeyHandle) throws(CryptoError) {
        guard handle.isP256 else { throw .refused("the private key is not a P-256 key; expected one on prime256v1") }
        self.handle = handle
        self.contexts = KeyContextPool(key: handle, purpose: .signing)
        self.publicKey = try VerificationKey(der: handle.publicDER())
    }

    /// Makes a new key from the operating system's randomness.
    public static func generateP256() throws(CryptoError) -> SigningKey {
        ERR_clear_error()
        guard let key = unsafe CLibcrypto_generate_P256() else { throw CryptoError.drain("generating a P-256 key") }
        return try unsafe SigningKey(handle: KeyHandle(owning: key))
    }

    /// Reads an unencrypted private key, PKCS#8 or SEC 1.
    ///
    /// - Throws: ``CryptoError`` where the text is no private key, is encrypted, or is not on P-256.
    public convenience init(pem: String) throws(CryptoError) {
        try self.init(handle: KeyHandle.privateKey(pem: pem))
    }

    /// The private key as unencrypted PKCS#8 in PEM. A secret: to be written to a file of mode 0600 and nowhere else.
    public var pem: String {
        get throws(CryptoError) { try handle.privatePEM() }
    }

    /// Signs the SHA-256 digest of `bytes`.
    ///
    /// - Returns: the DER-encoded signature with the low `s`, at most 72 bytes.
    public func sign(_ bytes: [UInt8]) throws(CryptoError) -> [UInt8] {
        try sign(Digest.sha256(bytes))
    }

    /// Signs a digest that the caller took.
    ///
    /// - Returns: the DER-encoded signature with the low `s`, at most 72 bytes.
    public func sign(_ digest: Digest) throws(CryptoError) -> [UInt8] {
        let made = try unsafe contexts.withContext { (context) throws(CryptoError) in
            try unsafe Self.sign(digest, with: context)
        }
        guard let signature = P256Signature(der: made) else {
            throw .refused("libcrypto made a signature that is not DER: \(Hex.text(made))")
        }
        return signature.isCanonical ? made : signature.lowS.der
    }

    private static func sign(_ digest: Digest, with context: OpaquePointer) throws(CryptoError) -> [UInt8] {
        ERR_clear_error()
        var status: Int32 = 0
        let signature = unsafe [UInt8](unsafeUninitializedCapacity: signatureCapacity) { output, count in
            count = output.count
            status = unsafe digest.withUnsafeBytes { digest in
                unsafe EVP_PKEY_sign(
                    context,
                    output.baseAddress,
                    &count,
                    digest.assumingMemoryBound(to: UInt8.self).baseAddress,
                    digest.count
                )
            }
            if status != 1 { count = 0 }
        }
        guard status == 1 else { throw CryptoError.drain("EVP_PKEY_sign") }
        return signature
    }
}
