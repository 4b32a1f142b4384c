import Cryptography
import Ledger
import Membership
import Synchronization

/// The identities that the chain has, and those that it does not have yet; for every thread of a peer.
final class KnownIdentities<Storage: LedgerStorage>: Sendable {
    private let storage: Storage
    private let directory = Mutex(IdentityDirectory())

    init(of storage: Storage) {
        self.storage = storage
    }

    /// Makes an identity known that the chain does not have yet.
    func introduce(_ identity: Identity) {
        directory.withLock { $0.insert(identity) }
    }

    /// The identity of a fingerprint; `nil` if it is not known.
    ///
    /// - Throws: `ChainError`, if the chain cannot be read.
    subscript(fingerprint: Digest) -> Identity? {
        get throws(ChainError) {
            if let known = directory.withLock({ $0[fingerprint] }) { return known }
            guard let der = try storage.certificate(fingerprint), Digest.sha256(der) == fingerprint else { return nil }
            return directory.withLock { directory in
                directory.insert(der: der)
                return directory[fingerprint]
            }
        }
    }

    /// All identities that are known, with those among them that these transactions name.
    func directory(for envelopes: [Envelope]) throws(ChainError) -> IdentityDirectory {
        for envelope in envelopes {
            _ = try self[envelope.proposal.creator]
            for endorsement in envelope.endorsements { _ = try self[endorsement.endorser] }
        }
        return directory.withLock { $0 }
    }
}
