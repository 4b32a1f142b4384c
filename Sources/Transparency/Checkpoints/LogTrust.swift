public import Ledger

/// Whom somebody believes about a log: the log's own keys, the witnesses, and how many of these must have seen a
/// checkpoint.
public struct LogTrust: Hashable, Sendable {
    /// The name of the log.
    public let origin: NoteName

    /// The keys that may sign its checkpoints.
    public let logKeys: [VerifierKey]

    /// The witnesses' keys.
    public let witnesses: [VerifierKey]

    /// How many witnesses must have cosigned where a checkpoint is to be witnessed.
    public let quorum: Int

    /// Names whom to believe.
    ///
    /// - Throws: ``TextFormatError``, if a key is of the wrong kind or the quorum cannot be reached.
    public init(
        origin: NoteName,
        logKeys: [VerifierKey],
        witnesses: [VerifierKey] = [],
        quorum: Int = 0
    ) throws(TextFormatError) {
        for key in logKeys where key.kind != .log {
            throw TextFormatError("log's key", expected: "a key of type 1", found: TextLines.quoted(key.text))
        }
        for key in witnesses where key.kind != .witness {
            throw TextFormatError("witness's key", expected: "a key of type 4", found: TextLines.quoted(key.text))
        }
        guard (0...witnesses.count).contains(quorum) else {
            throw TextFormatError("quorum", expected: "0 to \(witnesses.count) witnesses", found: "\(quorum)")
        }
        self.origin = origin
        self.logKeys = logKeys
        self.witnesses = witnesses
        self.quorum = quorum
    }

    /// The trust that a channel's configuration asks for.
    ///
    /// - Throws: ``TextFormatError``, if a key in it cannot be read.
    public init(_ terms: CheckpointTerms) throws(TextFormatError) {
        try self.init(
            origin: NoteName(terms.origin),
            logKeys: [try VerifierKey(terms.logKey)],
            witnesses: try terms.witnesses.map { text throws(TextFormatError) in try VerifierKey(text) },
            quorum: terms.quorum
        )
    }

    /// Confirms that the log has signed a checkpoint, and that nobody who is believed has a false signature on it.
    ///
    /// - Returns: How many witnesses have cosigned it.
    /// - Throws: ``CheckpointRefusal``.
    @discardableResult
    public func verify(_ signed: SignedCheckpoint) throws(CheckpointRefusal) -> Int {
        guard signed.checkpoint.origin == origin else {
            throw .otherLog(expected: origin, found: signed.checkpoint.origin)
        }
        var isSigned = false
        for key in logKeys {
            switch signed.note.verdict(of: key) {
            case .valid: isSigned = true
            case .invalid: throw .falseSignature(key.name)
            case .absent: continue
            }
        }
        guard isSigned else { throw .unsigned(origin, by: logKeys) }
        var cosigned = 0
        for key in witnesses {
            switch signed.note.verdict(of: key) {
            case .valid: cosigned += 1
            case .invalid: throw .falseSignature(key.name)
            case .absent: continue
            }
        }
        return cosigned
    }

    /// Confirms that the log has signed a checkpoint and enough witnesses have cosigned it.
    ///
    /// - Returns: How many witnesses have cosigned it.
    /// - Throws: ``CheckpointRefusal``.
    @discardableResult
    public func verifyWitnessed(_ signed: SignedCheckpoint) throws(CheckpointRefusal) -> Int {
        let cosigned = try verify(signed)
        guard cosigned >= quorum else { throw .tooFewWitnesses(cosigned, quorum: quorum) }
        return cosigned
    }
}

/// Why a checkpoint is not believed.
public enum CheckpointRefusal: Error, Hashable, Sendable {
    /// It is another log's.
    case otherLog(expected: NoteName, found: NoteName)

    /// None of the log's keys has signed it.
    case unsigned(NoteName, by: [VerifierKey])

    /// A line claims to be by a key that did not make it.
    case falseSignature(NoteName)

    /// Too few witnesses have cosigned it.
    case tooFewWitnesses(Int, quorum: Int)
}

extension CheckpointRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .otherLog(let expected, let found):
            "the checkpoint is of the log '\(found)', expected is the log '\(expected)'"
        case .unsigned(let origin, let keys):
            "the checkpoint of '\(origin)' has no signature by \(keys.map(\.text).joined(separator: " or "))"
        case .falseSignature(let name): "the signature of '\(name)' on the checkpoint is false: the text was altered"
        case .tooFewWitnesses(let count, let quorum):
            "\(count) of the witnesses have cosigned the checkpoint, \(quorum) are expected"
        }
    }
}
