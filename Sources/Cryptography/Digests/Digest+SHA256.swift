import CLibcrypto

extension Digest {
    /// The SHA-256 digest of `bytes`.
    public static func sha256(_ bytes: [UInt8]) -> Digest {
        unsafe hashing { context in unsafe feed(bytes, to: context) }
    }

    /// The SHA-256 digest of the concatenation of `parts`, without building it.
    public static func sha256(_ parts: [UInt8]...) -> Digest {
        unsafe hashing { context in
            for part in parts { unsafe feed(part, to: context) }
        }
    }

    /// The SHA-256 digest of one byte followed by `bytes`, as RFC 6962 section 2.1 hashes a leaf (prefix `0x00`).
    public static func sha256(prefix: UInt8, _ bytes: [UInt8]) -> Digest {
        unsafe hashing { context in
            unsafe feed(prefix, to: context)
            unsafe feed(bytes, to: context)
        }
    }

    /// The SHA-256 digest of one byte followed by two digests, as RFC 6962 section 2.1 hashes a node (prefix `0x01`).
    public static func sha256(prefix: UInt8, _ left: Digest, _ right: Digest) -> Digest {
        unsafe hashing { context in
            unsafe feed(prefix, to: context)
            unsafe feed(left, to: context)
            unsafe feed(right, to: context)
        }
    }

    // Hashing 65 bytes takes 0.1 µs with a fetched algorithm and a kept context and three times that without.
    private static func hashing(_ feedAll: (OpaquePointer) -> Void) -> Digest {
        let context = unsafe ThreadDigestContext.current
        unsafe require(EVP_DigestInit_ex2(context, SHA256Algorithm.fetched, nil))
        unsafe feedAll(context)
        return unsafe Digest(filledBy: { output in
            unsafe require(EVP_DigestFinal_ex(context, output.assumingMemoryBound(to: UInt8.self).baseAddress, nil))
        })
    }

    private static func feed(_ bytes: [UInt8], to context: OpaquePointer) {
        unsafe bytes.withUnsafeBytes { unsafe require(EVP_DigestUpdate(context, $0.baseAddress, $0.count)) }
    }

    private static func feed(_ byte: UInt8, to context: OpaquePointer) {
        unsafe Swift.withUnsafeBytes(of: byte) { unsafe require(EVP_DigestUpdate(context, $0.baseAddress, 1)) }
    }

    private static func feed(_ digest: Digest, to context: OpaquePointer) {
        unsafe digest.withUnsafeBytes { unsafe require(EVP_DigestUpdate(context, $0.baseAddress, $0.count)) }
    }

    // A digest of bytes in memory fails only without memory or with a broken libcrypto; going on would be a lie.
    private static func require(_ status: Int32) {
        precondition(status == 1, "SHA-256 in libcrypto failed: out of memory or a broken installation")
    }
}

/// SHA-256 as libcrypto's default provider has it, fetched once: a fetch costs more than a digest.
enum SHA256Algorithm {
    /// Immutable once fetched and reference-counted atomically, so that any thread may use it.
    nonisolated(unsafe) static let fetched: OpaquePointer = {
        guard let algorithm = unsafe EVP_MD_fetch(nil, "SHA256", nil) else {
            preconditionFailure("libcrypto offers no SHA-256: \(CryptoError.drain("EVP_MD_fetch"))")
        }
        return unsafe algorithm
    }()
}

/// One digest context for each thread, freed by libcrypto when the thread ends.
private enum ThreadDigestContext {
    private static let key: CRYPTO_THREAD_LOCAL = {
        var key = CRYPTO_THREAD_LOCAL()
        let status = unsafe CRYPTO_THREAD_init_local(&key) { context in
            unsafe EVP_MD_CTX_free(context.map { OpaquePointer($0) })
        }
        precondition(status == 1, "no thread-local storage is left for SHA-256")
        return key
    }()

    /// The calling thread's context. It must not be kept across an `await`.
    static var current: OpaquePointer {
        var key = Self.key
        if let kept = unsafe CRYPTO_THREAD_get_local(&key) { return OpaquePointer(kept) }
        guard let created = unsafe EVP_MD_CTX_new() else { preconditionFailure("no memory for a digest context") }
        let status = unsafe CRYPTO_THREAD_set_local(&key, UnsafeMutableRawPointer(created))
        precondition(status == 1, "no memory for a thread's digest context")
        return unsafe created
    }
}
