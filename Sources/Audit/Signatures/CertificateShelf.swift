import Cryptography
import Ledger
import Membership
import Synchronization

/// The certificates that a chain keeps, each read and parsed once; their number follows the members, not the
/// transactions.
final class CertificateShelf: Sendable {
    /// A certificate that is kept under a fingerprint, or why there is none.
    struct Entry: Sendable {
        /// The certificate.
        let certificate: Certificate?

        /// What it claims, or why nobody can act under it.
        let claim: Claim
    }

    /// What a certificate claims.
    enum Claim: Sendable {
        case identity(Identity)
        case nothing(String)
    }

    private let chain: any ChainReader
    private let entries = Mutex<[Digest: Entry]>([:])

    init(_ chain: any ChainReader) {
        self.chain = chain
    }

    /// The number of certificates looked at.
    var count: Int { entries.withLock { entries in entries.values.count { $0.certificate != nil } } }

    /// What is kept under a fingerprint.
    func entry(_ fingerprint: Digest) throws(ChainError) -> Entry {
        if let entry = entries.withLock({ $0[fingerprint] }) { return entry }
        let entry = try read(fingerprint)
        entries.withLock { $0[fingerprint] = entry }
        return entry
    }

    private func read(_ fingerprint: Digest) throws(ChainError) -> Entry {
        let der: [UInt8]?
        do {
            der = try chain.certificate(fingerprint)
        } catch {
            guard error.kind == .damaged else { throw error }
            return Entry(certificate: nil, claim: .nothing(error.message))
        }
        guard let der else {
            return Entry(certificate: nil, claim: .nothing("the ledger has no certificate \(fingerprint.hex)"))
        }
        guard Digest.sha256(der) == fingerprint else {
            let reason = "the certificate kept as \(fingerprint.hex) has the fingerprint \(Digest.sha256(der).hex)"
            return Entry(certificate: nil, claim: .nothing(reason))
        }
        do {
            return Entry(try Certificate(der: der))
        } catch {
            return Entry(certificate: nil, claim: .nothing("certificate \(fingerprint.hex): \(error)"))
        }
    }
}

extension CertificateShelf.Entry {
    fileprivate init(_ certificate: Certificate) {
        self.certificate = certificate
        do {
            claim = .identity(try Identity(certificate: certificate))
        } catch {
            claim = .nothing("\(certificate.subject): \(error)")
        }
    }
}
