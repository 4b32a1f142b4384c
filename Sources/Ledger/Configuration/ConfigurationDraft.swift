import CBOR
public import Cryptography
public import Membership
public import Units

/// A change of the configuration on its way from one administrator to the next: the transaction with the signatures so
/// far, the certificates of those who signed, and the configuration that it is to follow.
///
/// Whoever signs sees what changes without having the ledger. The configuration that it follows is what the drafter
/// says; the ledger does not take the transaction if another is in force.
public struct ConfigurationDraft: Hashable, Sendable {
    /// The configuration that it is to follow.
    public let base: ChannelConfiguration

    /// The configuration that it sets.
    public let next: ChannelConfiguration

    /// The transaction.
    public let transaction: Envelope

    /// The certificates (DER) of the creator and the endorsers.
    public let certificates: [[UInt8]]

    private init(
        base: ChannelConfiguration,
        next: ChannelConfiguration,
        transaction: Envelope,
        certificates: [[UInt8]]
    ) {
        self.base = base
        self.next = next
        self.transaction = transaction
        self.certificates = certificates
    }

    /// Drafts a change, with the signature of whoever drafts it.
    ///
    /// - Parameters:
    ///   - base: The configuration in force.
    ///   - next: The one that is to follow.
    ///   - drafter: Who drafts it.
    ///   - key: The drafter's key.
    ///   - instant: When.
    ///   - nonce: Bytes that the drafter uses only once.
    /// - Throws: `CryptoError`, if the key cannot sign.
    public init(
        from base: ChannelConfiguration,
        to next: ChannelConfiguration,
        by drafter: Identity,
        key: SigningKey,
        at instant: Instant,
        nonce: [UInt8]
    ) throws(CryptoError) {
        let bare = try ConfigurationTransaction.make(
            next,
            creator: drafter.certificate.fingerprint,
            key: key,
            at: instant,
            nonce: nonce
        )
        self.init(base: base, next: next, transaction: bare, certificates: [])
        self = try signed(by: drafter, key: key)
    }

    /// The same change with one more signature; a second one of the same signer takes the place of the first.
    ///
    /// - Throws: `CryptoError`, if the key cannot sign.
    public func signed(by signer: Identity, key: SigningKey) throws(CryptoError) -> ConfigurationDraft {
        let (envelope, certificates) = try transaction.endorsed(by: signer, key: key, among: certificates)
        return ConfigurationDraft(base: base, next: next, transaction: envelope, certificates: certificates)
    }

    /// The identities whose certificates come with the draft.
    public var signers: IdentityDirectory { IdentityDirectory(certificates: certificates) }
}

extension ConfigurationDraft {
    /// The draft's bytes: `{1: configuration to follow, 2: envelope, 3: certificates}`, byte strings all.
    public var encoded: [UInt8] {
        var writer = CBORWriter(capacity: 8_192)
        writer.map(3)
        writer.key(1)
        writer.bytes(base.encoded)
        writer.key(2)
        writer.bytes(transaction.bytes)
        writer.key(3)
        writer.byteStrings(certificates)
        return writer.encoded
    }

    /// Reads a draft. Its signatures are not looked at.
    ///
    /// - Throws: ``LedgerFormatError``.
    public init(encoded: [UInt8]) throws(LedgerFormatError) {
        let structure = "draft of a configuration"
        let (base, envelope, certificates) = try decoding(structure, encoded) { reader throws(CBORError) in
            try reader.map(of: 3)
            try reader.key(1)
            let base = try reader.bytes()
            try reader.key(2)
            let envelope = try reader.bytes()
            try reader.key(3)
            return (base, envelope, try reader.byteStrings())
        }
        let transaction = try Envelope(encoded: envelope)
        do {
            self.init(
                base: try ChannelConfiguration(encoded: base),
                next: try ConfigurationTransaction.configuration(transaction),
                transaction: transaction,
                certificates: certificates
            )
        } catch {
            throw .malformed(structure: structure, reason: "\(error)")
        }
    }
}
