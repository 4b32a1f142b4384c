import CLibcrypto
import Synchronization
public import Units

/// The roots of one organisation, the authorities below them, and their revocation lists.
///
/// Time is always an argument: the same store, certificate and instant give the same verdict on any day, so that a
/// ledger can be judged again years later. An authority of which the store has a list is held to it: if none of its
/// lists is in force at the instant, nothing that it issued is trusted then.
public final class TrustStore: Sendable {
    /// The certificates that are trusted by themselves.
    public let roots: [Certificate]

    /// The authorities between the roots and the certificates to be judged.
    public let intermediates: [Certificate]

    /// The authorities' revocation lists; several of one authority may be there, of different times.
    public let revocationLists: [CertificateRevocationList]

    private let store: OwnedPointer
    private let chain: OwnedPointer
    private let timeline: Timeline
    private let verdicts = Mutex<[Judgement: Verdict]>([:])

    /// How many verdicts are kept; past that they are all forgotten, so that strangers cannot fill the memory.
    private static let keptVerdicts = 4_096

    /// Creates a store.
    ///
    /// - Throws: ``CryptoError`` where there is no root, a root is not signed by itself, a root or intermediate is no
    ///   authority, or a revocation list is signed by none of them.
    public init(
        roots: [Certificate],
        intermediates: [Certificate] = [],
        revocationLists: [CertificateRevocationList] = []
    ) throws(CryptoError) {
        guard !roots.isEmpty else {
            throw .refused("a trust store without a root trusts nobody; expected at least one")
        }
        for authority in roots + intermediates where !authority.isAuthority {
            throw .refused("\(authority) is not an authority, so it cannot be a root or an intermediate")
        }
        for root in roots where !root.isSigned(by: root) {
            throw .refused("\(root) is not signed by itself, so it is an intermediate, not a root")
        }
        for list in revocationLists where !(roots + intermediates).contains(where: { list.isSigned(by: $0) }) {
            throw .refused("the \(list) is signed by none of the store's authorities")
        }
        self.roots = roots
        self.intermediates = intermediates
        self.revocationLists = revocationLists
        self.store = try Self.makeStore(roots: roots, revocationLists: revocationLists)
        self.chain = try Self.makeChain(intermediates)
        self.timeline = Timeline(
            validities: (roots + intermediates).map(\.validity) + revocationLists.map(\.validity)
        )
    }

    /// Judges a certificate as of an instant.
    public func verify(_ certificate: Certificate, at instant: Instant) -> Verdict {
        let judgement = Judgement(
            fingerprint: certificate.fingerprint,
            segment: timeline.segment(of: instant),
            hasBegun: certificate.notBefore <= instant,
            hasEnded: certificate.notAfter <= instant
        )
        if let verdict = verdicts.withLock({ $0[judgement] }) { return verdict }
        do throws(CryptoError) {
            let verdict = try judge(certificate, at: instant)
            verdicts.withLock { verdicts in
                if verdicts.count >= Self.keptVerdicts { verdicts.removeAll(keepingCapacity: true) }
                verdicts[judgement] = verdict
            }
            return verdict
        } catch {
            // Only for want of memory, so it is not kept.
            let reason = error.description
            return .untrusted(Distrust(code: X509_V_ERR_OUT_OF_MEM, subject: certificate.subject, reason: reason))
        }
    }

    private func judge(_ certificate: Certificate, at instant: Instant) throws(CryptoError) -> Verdict {
        ERR_clear_error()
        guard let created = unsafe X509_STORE_CTX_new() else { throw CryptoError.drain("X509_STORE_CTX_new") }
        defer {
            unsafe X509_STORE_CTX_free(created)
            ERR_clear_error()
        }
        let status = try unsafe store.withUnsafePointer { (store) throws(CryptoError) in
            try unsafe chain.withUnsafePointer { (chain) throws(CryptoError) in
                try unsafe certificate.withUnsafeX509 { unsafe X509_STORE_CTX_init(created, store, $0, chain) }
            }
        }
        guard status == 1 else { throw CryptoError.drain("X509_STORE_CTX_init") }
        unsafe X509_STORE_CTX_set_time(created, 0, Timestamp.seconds(of: instant))
        guard unsafe X509_verify_cert(created) != 1 else { return .trusted }
        return unsafe .untrusted(Distrust(context: created, leaf: certificate, revocationLists: revocationLists))
    }
}

// MARK: - What libcrypto judges with

extension TrustStore {
    private static func makeStore(
        roots: [Certificate],
        revocationLists: [CertificateRevocationList]
    ) throws(CryptoError) -> OwnedPointer {
        ERR_clear_error()
        guard let created = unsafe X509_STORE_new() else { throw CryptoError.drain("X509_STORE_new") }
        let store = unsafe OwnedPointer(owning: created) { unsafe X509_STORE_free($0) }
        for root in roots {
            try unsafe root.withUnsafeX509 { (certificate) throws(CryptoError) in
                guard unsafe X509_STORE_add_cert(created, certificate) == 1 else {
                    throw CryptoError.drain("X509_STORE_add_cert")
                }
            }
        }
        for list in revocationLists {
            try unsafe list.withUnsafeCRL { (list) throws(CryptoError) in
                guard unsafe X509_STORE_add_crl(created, list) == 1 else {
                    throw CryptoError.drain("X509_STORE_add_crl")
                }
            }
        }
        // Level 2 asks for 112 bits of security and so refuses, for example, SHA-1 in signatures.
        unsafe X509_VERIFY_PARAM_set_auth_level(X509_STORE_get0_param(created), 2)
        if !revocationLists.isEmpty {
            unsafe X509_STORE_set_flags(created, UInt(X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL))
            unsafe CLibcrypto_store_allow_missing_lists(created)
        }
        return store
    }

    private static func makeChain(_ intermediates: [Certificate]) throws(CryptoError) -> OwnedPointer {
        ERR_clear_error()
        guard let created = unsafe CLibcrypto_certificates_new() else { throw CryptoError.drain("sk_X509_new_null") }
        // The stack does not own the certificates on it; the store's ``intermediates`` do.
        let chain = unsafe OwnedPointer(owning: created) { unsafe CLibcrypto_certificates_free($0) }
        for intermediate in intermediates {
            try unsafe intermediate.withUnsafeX509 { (certificate) throws(CryptoError) in
                guard unsafe CLibcrypto_certificates_push(created, certificate) > 0 else {
                    throw CryptoError.drain("sk_X509_push")
                }
            }
        }
        return chain
    }
}

// MARK: - When a verdict can change

/// A question that has one answer for as long as no validity in it begins or ends.
private struct Judgement: Hashable {
    let fingerprint: Digest
    let segment: Int
    let hasBegun: Bool
    let hasEnded: Bool
}

/// The instants at which something in a store begins or ceases to be in force, ascending.
private struct Timeline {
    private let turns: [Instant]

    init(validities: [Validity]) {
        turns = validities.flatMap { [$0.notBefore, $0.notAfter] }.sorted()
    }

    /// How many of the turns are not after `instant`.
    func segment(of instant: Instant) -> Int {
        var low = 0
        var high = turns.count
        while low < high {
            let middle = (low + high) / 2
            if turns[middle] <= instant { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
