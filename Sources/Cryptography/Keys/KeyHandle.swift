import CLibcrypto

/// An owned `EVP_PKEY`, public or private.
///
/// `@unchecked Sendable` because the key is never changed after `init`, and libcrypto guards what it caches inside a
/// key with its own lock; operations run on contexts, of which each thread borrows its own.
@safe final class KeyHandle: @unchecked Sendable {
    private let key: OpaquePointer

    /// Takes over the reference that the caller holds.
    init(owning key: OpaquePointer) {
        unsafe self.key = unsafe key
    }

    deinit { unsafe EVP_PKEY_free(key) }

    /// Calls `body` with the key, which must not leave it.
    func withUnsafeKey<Result>(_ body: (OpaquePointer) throws(CryptoError) -> Result) throws(CryptoError) -> Result {
        try unsafe body(key)
    }

    /// Whether this is a key on the curve P-256 by its name (SEC 2 calls it secp256r1, X9.62 prime256v1).
    var isP256: Bool {
        guard unsafe EVP_PKEY_get_base_id(key) == EVP_PKEY_EC else { return false }
        return unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 32) { name in
            guard unsafe EVP_PKEY_get_group_name(key, name.baseAddress, name.count, nil) == 1,
                let start = name.baseAddress
            else { return false }
            return unsafe String(cString: start) == SN_X9_62_prime256v1
        }
    }

    /// Whether this is an Ed25519 key.
    var isEd25519: Bool { unsafe EVP_PKEY_get_base_id(key) == EVP_PKEY_ED25519 }
}

// MARK: - Encodings

extension KeyHandle {
    /// Reads a private key, PKCS#8 or SEC 1, from PEM; an encrypted one is refused.
    static func privateKey(pem: String) throws(CryptoError) -> KeyHandle {
        try unsafe MemoryBIO.reading(pem) { (bio) throws(CryptoError) in
            guard let key = unsafe CLibcrypto_PEM_read_private_key(bio) else {
                throw CryptoError.drain("reading a private key from PEM")
            }
            return unsafe KeyHandle(owning: key)
        }
    }

    /// Reads a public key (`SubjectPublicKeyInfo`) from PEM.
    static func publicKey(pem: String) throws(CryptoError) -> KeyHandle {
        try unsafe MemoryBIO.reading(pem) { (bio) throws(CryptoError) in
            guard let key = unsafe PEM_read_bio_PUBKEY(bio, nil, nil, nil) else {
                throw CryptoError.drain("reading a public key from PEM")
            }
            return unsafe KeyHandle(owning: key)
        }
    }

    /// Reads a public key from the DER of its `SubjectPublicKeyInfo`, with nothing behind it.
    static func publicKey(der: [UInt8]) throws(CryptoError) -> KeyHandle {
        let (key, consumed) = unsafe DER.decoding(der) { unsafe d2i_PUBKEY(nil, $0, $1) }
        guard let key = unsafe key else { throw CryptoError.drain("reading a public key from DER") }
        let handle = unsafe KeyHandle(owning: key)
        guard consumed == der.count else {
            throw .refused("\(der.count - consumed) bytes follow the public key; expected the key alone")
        }
        return handle
    }

    /// The private key as unencrypted PKCS#8 (RFC 5958) in PEM.
    func privatePEM() throws(CryptoError) -> String {
        try unsafe MemoryBIO.writing("writing a private key as PKCS#8") { bio in
            unsafe PEM_write_bio_PKCS8PrivateKey(bio, key, nil, nil, 0, nil, nil)
        }
    }

    /// The public key as `SubjectPublicKeyInfo` in PEM.
    func publicPEM() throws(CryptoError) -> String {
        try unsafe MemoryBIO.writing("writing a public key as PEM") { bio in unsafe PEM_write_bio_PUBKEY(bio, key) }
    }

    /// The DER of the public key's `SubjectPublicKeyInfo`.
    func publicDER() throws(CryptoError) -> [UInt8] {
        try unsafe DER.encoding("writing a public key as DER") { output in unsafe i2d_PUBKEY(key, output) }
    }
}

// MARK: - Raw bytes of Ed25519 keys

extension KeyHandle {
    /// The 32 bytes of an Ed25519 public key.
    func rawPublicKey() throws(CryptoError) -> [UInt8] {
        try unsafe raw("EVP_PKEY_get_raw_public_key") { unsafe EVP_PKEY_get_raw_public_key(key, $0, &$1) }
    }

    /// The 32-byte seed of an Ed25519 private key.
    func rawPrivateKey() throws(CryptoError) -> [UInt8] {
        try unsafe raw("EVP_PKEY_get_raw_private_key") { unsafe EVP_PKEY_get_raw_private_key(key, $0, &$1) }
    }

    private func raw(
        _ operation: String,
        _ get: (UnsafeMutablePointer<UInt8>?, inout Int) -> Int32
    ) throws(CryptoError) -> [UInt8] {
        ERR_clear_error()
        var status: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: CheckpointVerificationKey.byteCount) { output, count in
            count = output.count
            status = unsafe get(output.baseAddress, &count)
            if status != 1 { count = 0 }
        }
        guard status == 1 else { throw CryptoError.drain(operation) }
        return bytes
    }
}
