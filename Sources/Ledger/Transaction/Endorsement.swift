public import Cryptography
import Membership

/// An endorser's signature under a proposal and its result (thesis, A.3.2).
public struct Endorsement: Hashable, Sendable {
    /// The fingerprint of the endorser's certificate.
    public let endorser: Digest

    /// The signature over ``message(for:)``.
    public let signature: [UInt8]

    /// What the endorser signed, if it is another result than the transaction's.
    ///
    /// Such an endorsement supports nothing; it is kept as evidence that two endorsers came to different results,
    /// signed by both.
    public let result: [UInt8]?

    /// Creates an endorsement.
    public init(endorser: Digest, signature: [UInt8], result: [UInt8]? = nil) {
        self.endorser = endorser
        self.signature = signature
        self.result = result
    }

    /// Endorses a transaction.
    ///
    /// - Throws: `CryptoError`.
    public init(of content: ContentHash, endorser: Digest, key: SigningKey) throws(CryptoError) {
        self.init(endorser: endorser, signature: try key.sign(Endorsement.message(for: content)))
    }

    /// What an endorser signs: a text that no other signed structure of the ledger begins with, and the hash of the
    /// proposal and the result.
    public static func message(for content: ContentHash) -> [UInt8] {
        prefix + content.digest.bytes
    }

    private static let prefix = Array("commonwatt endorsement v1\n".utf8)
}

extension Envelope {
    /// The same transaction with one more endorsement; a second one of the same endorser takes the place of the first.
    ///
    /// - Throws: `CryptoError`, if the key cannot sign.
    func endorsed(by endorser: Identity, key: SigningKey) throws(CryptoError) -> Envelope {
        let fingerprint = endorser.certificate.fingerprint
        let endorsement = try Endorsement(of: content, endorser: fingerprint, key: key)
        return Envelope(
            signedProposal,
            result: result,
            resultBytes: resultBytes,
            content: content,
            endorsements: endorsements.filter { $0.endorser != fingerprint } + [endorsement]
        )
    }

    /// The same with the certificates (DER) of all who have signed.
    func endorsed(
        by endorser: Identity,
        key: SigningKey,
        among certificates: [[UInt8]]
    ) throws(CryptoError) -> (envelope: Envelope, certificates: [[UInt8]]) {
        let der = endorser.certificate.der
        return (try endorsed(by: endorser, key: key), certificates.filter { $0 != der } + [der])
    }
}

/// SHA-256 over a proposal and its result, each preceded by its length as eight big-endian bytes; never over a
/// signature.
///
/// Signatures of one content differ from one signing to the next: they neither enter a leaf nor an identifier.
public struct ContentHash: Hashable, Sendable {
    /// The hash.
    public let digest: Digest

    /// Hashes a proposal and its result, as they came.
    public init(proposal: [UInt8], result: [UInt8]) {
        digest = .sha256(ContentHash.length(of: proposal), proposal, ContentHash.length(of: result), result)
    }

    /// Takes a content hash that was kept, or that came from elsewhere.
    public init(_ digest: Digest) {
        self.digest = digest
    }

    private static func length(of bytes: [UInt8]) -> [UInt8] {
        let count = UInt64(bytes.count)
        return stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: count >> UInt64($0)) }
    }
}
