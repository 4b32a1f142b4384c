import CLibcrypto

/// An Ed25519 public key (RFC 8032), for the ledger's checkpoints.
public final class CheckpointVerificationKey: Sendable {
    /// The number of bytes of a signature.
    public static let signatureByteCount = 64

    /// The number of bytes of a public key.
    public static let byteCount = 32

    /// The 32 bytes of the key, as a note's verifier key carries them.
    public let rawBytes: [UInt8]

    private let handle: KeyHandle

    /// Takes the 32 bytes of a key.
    public init(rawBytes: [UInt8]) throws(CryptoError) {
        guard rawBytes.count == Self.byteCount else {
            throw .refused("an Ed25519 public key has \(Self.byteCount) bytes, not \(rawBytes.count)")
        }
        ERR_clear_error()
        let created = unsafe EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nil, rawBytes, rawBytes.count)
        guard let key = unsafe created else { throw CryptoError.drain("EVP_PKEY_new_raw_public_key") }
        self.handle = unsafe KeyHandle(owning: key)
        self.rawBytes = rawBytes
    }

    /// Reads a `SubjectPublicKeyInfo` from PEM.
    ///
    /// - Throws: ``CryptoError`` where the text is no public key or it is not Ed25519.
    public convenience init(pem: String) throws(CryptoError) {
        let handle = try KeyHandle.publicKey(pem: pem)
        guard handle.isEd25519 else { throw .refused("the public key is not an Ed25519 key") }
        try self.init(rawBytes: handle.rawPublicKey())
    }

    /// The key's `SubjectPublicKeyInfo` in PEM.
    public var pem: String {
        get throws(CryptoError) { try handle.publicPEM() }
    }

    /// Whether `signature` is this key's signature of `bytes`.
    public func isValid(signature: [UInt8], for bytes: [UInt8]) -> Bool {
        guard signature.count == Self.signatureByteCount else { return false }
        let status = try? unsafe handle.withUnsafeKey { (key) throws(CryptoError) -> Int32 in
            guard let context = unsafe EVP_MD_CTX_new() else { return 0 }
            defer { unsafe EVP_MD_CTX_free(context) }
            guard unsafe EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1 else { return 0 }
            return unsafe EVP_DigestVerify(context, signature, signature.count, bytes, bytes.count)
        }
        guard status == 1 else {
            // A refused signature leaves entries behind that the thread's next failure must not be blamed on.
            ERR_clear_error()
            return false
        }
        return true
    }
}

extension CheckpointVerificationKey: Hashable {
    public static func == (left: CheckpointVerificationKey, right: CheckpointVerificationKey) -> Bool {
        left.rawBytes == right.rawBytes
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(rawBytes) }
}
