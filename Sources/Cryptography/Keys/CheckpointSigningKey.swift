import CLibcrypto

/// An Ed25519 private key (RFC 8032), for the ledger's checkpoints.
///
/// Checkpoints are C2SP signed notes, which the public witnesses of transparency logs read with Ed25519 only.
/// Signatures are deterministic: the same key and message give the same 64 bytes.
public final class CheckpointSigningKey: Sendable {
    /// The number of bytes of a seed.
    public static let seedByteCount = 32

    /// The key that verifies what this one signs.
    public let publicKey: CheckpointVerificationKey

    private let handle: KeyHandle

    private init(handle: KeyHandle) throws(CryptoError) {
        guard handle.isEd25519 else { throw .refused("the private key is not an Ed25519 key") }
        self.handle = handle
        self.publicKey = try CheckpointVerificationKey(rawBytes: handle.rawPublicKey())
    }

    /// Makes a new key from the operating system's randomness.
    public static func generate() throws(CryptoError) -> CheckpointSigningKey {
        ERR_clear_error()
        guard let key = unsafe CLibcrypto_generate_Ed25519() else {
            throw CryptoError.drain("generating an Ed25519 key")
        }
        return try unsafe CheckpointSigningKey(handle: KeyHandle(owning: key))
    }

    /// Takes the 32-byte seed of RFC 8032 section 5.1.5, as a note's signer key carries it.
    public convenience init(seed: [UInt8]) throws(CryptoError) {
        guard seed.count == Self.seedByteCount else {
            throw .refused("an Ed25519 seed has \(Self.seedByteCount) bytes, not \(seed.count)")
        }
        ERR_clear_error()
        let created = unsafe EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count)
        guard let key = unsafe created else { throw CryptoError.drain("EVP_PKEY_new_raw_private_key") }
        try unsafe self.init(handle: KeyHandle(owning: key))
    }

    /// Reads an unencrypted PKCS#8 private key (RFC 8410).
    ///
    /// - Throws: ``CryptoError`` where the text is no private key, is encrypted, or is not Ed25519.
    public convenience init(pem: String) throws(CryptoError) {
        try self.init(handle: KeyHandle.privateKey(pem: pem))
    }

    /// The private key as unencrypted PKCS#8 in PEM. A secret: to be written to a file of mode 0600 and nowhere else.
    public var pem: String {
        get throws(CryptoError) { try handle.privatePEM() }
    }

    /// The 32-byte seed. A secret.
    public var seed: [UInt8] {
        get throws(CryptoError) { try handle.rawPrivateKey() }
    }

    /// Signs the bytes themselves (Ed25519 takes no digest).
    ///
    /// - Returns: the signature, 64 bytes.
    public func sign(_ bytes: [UInt8]) throws(CryptoError) -> [UInt8] {
        ERR_clear_error()
        return try unsafe handle.withUnsafeKey { (key) throws(CryptoError) in
            guard let context = unsafe EVP_MD_CTX_new() else { throw CryptoError.drain("EVP_MD_CTX_new") }
            defer { unsafe EVP_MD_CTX_free(context) }
            guard unsafe EVP_DigestSignInit(context, nil, nil, nil, key) == 1 else {
                throw CryptoError.drain("EVP_DigestSignInit")
            }
            var status: Int32 = 0
            let capacity = CheckpointVerificationKey.signatureByteCount
            let signature = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { output, count in
                count = output.count
                unsafe status = EVP_DigestSign(context, output.baseAddress, &count, bytes, bytes.count)
                if status != 1 { count = 0 }
            }
            guard status == 1 else { throw CryptoError.drain("EVP_DigestSign") }
            return signature
        }
    }
}
