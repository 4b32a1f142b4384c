import Cryptography

/// What a note shows about one key.
public enum SignatureVerdict: Hashable, Sendable {
    /// The key has signed; a witness says when, in seconds since the Unix epoch.
    case valid(time: UInt64?)

    /// There is a line with the key's name and identifier that the key did not make.
    case invalid

    /// There is no line of the key's.
    case absent
}

extension VerifierKey {
    /// The bytes of a witness's message before the note's text (C2SP tlog-cosignature).
    static func cosignedPrefix(time: UInt64) -> [UInt8] { Array("cosignature/v1\ntime \(time)\n".utf8) }

    /// Looks at a signature of a text.
    public func verdict(on signature: SignedNote.Signature, of text: [UInt8]) -> SignatureVerdict {
        guard signature.name == name, signature.keyID == id else { return .absent }
        switch kind {
        case .log:
            return key.isValid(signature: signature.bytes, for: text) ? .valid(time: nil) : .invalid
        case .witness:
            guard signature.bytes.count == 72 else { return .invalid }
            let time = signature.bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            guard time <= UInt64(Int64.max) else { return .invalid }
            let message = Self.cosignedPrefix(time: time) + text
            let isValid = key.isValid(signature: Array(signature.bytes.dropFirst(8)), for: message)
            return isValid ? .valid(time: time) : .invalid
        }
    }
}

extension SignedNote {
    /// What the note shows about a key: one false line of the key's is worse than none.
    public func verdict(of key: VerifierKey) -> SignatureVerdict {
        var verdict = SignatureVerdict.absent
        for signature in signatures {
            switch key.verdict(on: signature, of: text) {
            case .absent: continue
            case .invalid: return .invalid
            case .valid(let time): if case .absent = verdict { verdict = .valid(time: time) }
            }
        }
        return verdict
    }
}
