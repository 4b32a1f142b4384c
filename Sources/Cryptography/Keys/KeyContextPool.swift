import CLibcrypto
import Synchronization

/// Contexts of one key, prepared once and used again and again.
///
/// Preparing a context looks up the algorithm and allocates, which is a sixth of a P-256 signature; a context serves
/// one thread at a time, so there come to be as many of them as threads that used the key at once.
final class KeyContextPool: Sendable {
    /// A context out of use, owned by the pool.
    ///
    /// `@unchecked Sendable` because a context belongs to the one thread that took it out, and the pool's lock orders
    /// one thread's use before the next one's.
    @safe private struct Idle: @unchecked Sendable {
        let context: OpaquePointer
    }

    private let key: KeyHandle
    private let purpose: Purpose
    private let idle = Mutex<[Idle]>([])

    /// What the contexts are prepared for.
    enum Purpose {
        case signing
        case verifying
    }

    init(key: KeyHandle, purpose: Purpose) {
        self.key = key
        self.purpose = purpose
    }

    deinit {
        idle.withLock { idle in
            for entry in idle { unsafe EVP_PKEY_CTX_free(entry.context) }
            idle.removeAll()
        }
    }

    /// Calls `body` with a prepared context of this key, which must not leave it.
    func withContext<Result>(
        _ body: (OpaquePointer) throws(CryptoError) -> Result
    ) throws(CryptoError) -> Result {
        let kept = idle.withLock { $0.popLast() }
        let entry: Idle
        if let kept { entry = kept } else { entry = try prepare() }
        // A context keeps no state between calls, a failed one included, so that it can always go back.
        defer { idle.withLock { $0.append(entry) } }
        return try unsafe body(entry.context)
    }

    private func prepare() throws(CryptoError) -> Idle {
        ERR_clear_error()
        let created = try unsafe key.withUnsafeKey { (key) throws(CryptoError) in unsafe EVP_PKEY_CTX_new(key, nil) }
        guard let context = unsafe created else { throw CryptoError.drain("EVP_PKEY_CTX_new") }
        let status =
            switch purpose {
            case .signing: unsafe EVP_PKEY_sign_init(context)
            case .verifying: unsafe EVP_PKEY_verify_init(context)
            }
        guard status == 1 else {
            let error = CryptoError.drain("preparing a key for \(purpose)")
            unsafe EVP_PKEY_CTX_free(context)
            throw error
        }
        return unsafe Idle(context: context)
    }
}
