public import Cryptography
public import Membership

/// Somebody who signs: an identity with its key.
public struct SigningIdentity: Sendable {
    /// Who signs.
    public let identity: Identity

    /// The key. A secret.
    public let key: SigningKey

    /// SHA-256 of the certificate.
    public var fingerprint: Digest { identity.certificate.fingerprint }

    /// Puts an identity and its key together; `nil` if the key is not the certificate's.
    public init?(_ identity: Identity, key: SigningKey) {
        guard identity.certificate.publicKey == key.publicKey else { return nil }
        self.identity = identity
        self.key = key
    }
}
