public import Cryptography
import Ledger
public import Membership

/// Somebody who proposes in the peer's own process: a certificate with the key that it certifies.
///
/// What it signs need not be verified in the same process: the signature is made with the certificate's key, which is
/// seen to once, when the creator is made. Whether the certificate is a member's is judged with each proposal, as ever.
public struct LocalCreator: Sendable {
    /// Who it is.
    public let identity: Identity

    private let key: SigningKey

    /// Takes a certificate with its key.
    ///
    /// - Throws: ``PeerStartError/credential(_:)``, if the key is not the certificate's, or the certificate is no
    ///   identity.
    public init(certificate: Certificate, key: SigningKey) throws(PeerStartError) {
        guard certificate.publicKey == key.publicKey else {
            throw .credential("the key is not the one that the certificate of '\(certificate.commonName)' certifies")
        }
        do {
            identity = try Identity(certificate: certificate)
        } catch {
            throw .credential("the certificate of '\(certificate.commonName)' is no identity: \(error)")
        }
        self.key = key
    }

    /// Signs a proposal, of which this has to be the creator, and adds its private part.
    func sign(_ proposal: Proposal, with transient: TransientData?) throws(PeerFailure) -> SignedProposal {
        guard proposal.creator == identity.certificate.fingerprint else {
            throw .refused("the proposal names another creator than who signs it")
        }
        do {
            var signed = try SignedProposal(proposal, signedBy: key)
            signed.transient = transient
            return signed
        } catch {
            throw .refused("the proposal cannot be signed: \(error)")
        }
    }
}
