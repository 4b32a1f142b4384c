import CBOR
public import Cryptography
public import Membership
public import Units

/// A redaction on its way from one administrator to the next: the transaction with the signatures so far, and the
/// certificates of those who signed.
public struct RedactionDraft: Hashable, Sendable {
    /// What is to be redacted.
    public let redaction: Redaction

    /// The transaction.
    public let transaction: Envelope

    /// The certificates (DER) of the creator and the endorsers.
    public let certificates: [[UInt8]]

    /// Drafts a redaction, with the signature of whoever drafts it.
    ///
    /// - Parameters:
    ///   - redaction: What is to be redacted.
    ///   - channel: The channel's name.
    ///   - drafter: Who drafts it.
    ///   - key: The drafter's key.
    ///   - instant: When.
    ///   - nonce: Bytes that the drafter uses only once.
    /// - Throws: `CryptoError`, if the key cannot sign.
    public init(
        _ redaction: Redaction,
        on channel: String,
        by drafter: Identity,
        key: SigningKey,
        at instant: Instant,
        nonce: [UInt8]
    ) throws(CryptoError) {
        let bare = try redaction.transaction(
            on: channel,
            creator: drafter.certificate.fingerprint,
            key: key,
            at: instant,
            nonce: nonce
        )
        self = try RedactionDraft(redaction, bare, []).signed(by: drafter, key: key)
    }

    private init(_ redaction: Redaction, _ transaction: Envelope, _ certificates: [[UInt8]]) {
        self.redaction = redaction
        self.transaction = transaction
        self.certificates = certificates
    }

    /// The same redaction with one more signature; a second one of the same signer takes the place of the first.
    ///
    /// - Throws: `CryptoError`, if the key cannot sign.
    public func signed(by signer: Identity, key: SigningKey) throws(CryptoError) -> RedactionDraft {
        let (envelope, certificates) = try transaction.endorsed(by: signer, key: key, among: certificates)
        return RedactionDraft(redaction, envelope, certificates)
    }

    /// The identities whose certificates come with the draft.
    public var signers: IdentityDirectory { IdentityDirectory(certificates: certificates) }
}

extension RedactionDraft {
    /// The draft's bytes: `{1: envelope, 2: certificates}`, byte strings all.
    public var encoded: [UInt8] {
        var writer = CBORWriter(capacity: 4_096)
        writer.map(2)
        writer.key(1)
        writer.bytes(transaction.bytes)
        writer.key(2)
        writer.byteStrings(certificates)
        return writer.encoded
    }

    /// Reads a draft. Its signatures are not looked at.
    ///
    /// - Throws: ``LedgerFormatError``.
    public init(encoded: [UInt8]) throws(LedgerFormatError) {
        let structure = "draft of a redaction"
        let (envelope, certificates) = try decoding(structure, encoded) { reader throws(CBORError) in
            try reader.map(of: 2)
            try reader.key(1)
            let envelope = try reader.bytes()
            try reader.key(2)
            return (envelope, try reader.byteStrings())
        }
        let transaction = try Envelope(encoded: envelope)
        do {
            self.init(try Redaction(transaction), transaction, certificates)
        } catch {
            throw .malformed(structure: structure, reason: "\(error)")
        }
    }
}

extension Channel {
    /// Why a redaction does not take effect on this channel, as far as its signatures go; `nil` if it does.
    public func problem(with draft: RedactionDraft, at instant: Instant) -> String? {
        let signers = draft.signers
        guard isNamed(draft.transaction.proposal.channel) else {
            return "it is for channel '\(draft.transaction.proposal.channel)', and this is '\(configuration.channel)'"
        }
        let policy = modificationPolicy(of: .redactions)
        let endorsers = endorsers(of: draft.transaction, signers: signers, at: instant, verified: .none)
        if let missing = policy.missing(after: endorsers, members: membership.organisationIDs) {
            return "redactions: \(policy), still missing \(missing)"
        }
        let code = check(draft.transaction, signers: signers, at: instant)
        return code == .valid ? nil : "\(code)"
    }
}
