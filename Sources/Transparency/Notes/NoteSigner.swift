public import Cryptography

/// Somebody who signs notes: a key and its name.
public struct NoteSigner: Sendable {
    /// What verifiers are given.
    public let verifierKey: VerifierKey

    private let key: CheckpointSigningKey

    /// Names a key.
    ///
    /// - Throws: ``TextFormatError``, if a key cannot have the name.
    public init(name: NoteName, kind: VerifierKey.Kind, key: CheckpointSigningKey) throws(TextFormatError) {
        verifierKey = try VerifierKey(name: name, kind: kind, key: key.publicKey)
        self.key = key
    }

    /// Signs a text.
    ///
    /// - Parameters:
    ///   - text: The text, which ends with a newline.
    ///   - time: When, in seconds since the Unix epoch; only a witness's signature says it.
    /// - Throws: `CryptoError`.
    public func sign(_ text: [UInt8], time: UInt64 = 0) throws(CryptoError) -> SignedNote.Signature {
        let bytes: [UInt8]
        switch verifierKey.kind {
        case .log: bytes = try key.sign(text)
        case .witness:
            guard time <= UInt64(Int64.max) else { throw .refused("a cosignature's time is below 2^63") }
            let stamp = stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: time >> UInt64($0)) }
            bytes = stamp + (try key.sign(VerifierKey.cosignedPrefix(time: time) + text))
        }
        return SignedNote.Signature(name: verifierKey.name, keyID: verifierKey.id, bytes: bytes)
    }
}
