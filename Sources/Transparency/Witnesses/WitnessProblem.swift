/// Why a witness has not cosigned, seen from the log.
public enum WitnessProblem: Error, Hashable, Sendable {
    /// There was no answer.
    case unreachable(String)

    /// The witness does not follow the log (HTTP 404).
    case unknownLog(NoteName)

    /// The witness knows the log by another key (HTTP 403).
    case otherKey(NoteName)

    /// The witness has cosigned more transactions than there are.
    case ahead(Int, Checkpoint)

    /// The witness has cosigned another root at this size (HTTP 409).
    case forked(Checkpoint)

    /// The witness has cosigned a checkpoint that this one does not continue (HTTP 422).
    case inconsistent(Checkpoint, from: Int, String)

    /// The signature is by nobody whom the channel names as a witness.
    case stranger([NoteName], expected: [NoteName])

    /// A witness's signature does not sign the checkpoint.
    case falseSignature(NoteName)

    /// The answer is none that the protocol has.
    case status(Int, String)

    /// Whether the same request may succeed a little later.
    public var isPassing: Bool {
        switch self {
        case .unreachable: true
        case .status(let status, _): status == 429 || status >= 500
        default: false
        }
    }

    /// Whether it is the ledger that is wrong, and not the witness or the way to it.
    public var accusesLedger: Bool {
        switch self {
        case .ahead, .forked, .inconsistent: true
        default: false
        }
    }
}

extension WitnessProblem: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unreachable(let reason): reason
        case .unknownLog(let origin):
            "the witness does not follow the log '\(origin)'; give whoever runs it the log's verifier key"
        case .otherKey(let origin):
            "the witness knows the log '\(origin)' by another key; give whoever runs it the log's verifier key"
        case .ahead(let size, let checkpoint):
            "the witness has cosigned \(size) transactions, the ledger has signed \(checkpoint.size): an older ledger "
                + "has been put back"
        case .forked(let checkpoint):
            "the witness has cosigned another root than that of \(checkpoint): the ledger is a fork of the one that "
                + "was witnessed"
        case .inconsistent(let checkpoint, let size, let sentence):
            "the witness has cosigned \(size) transactions that \(checkpoint) does not continue; \(sentence)"
        case .stranger(let found, let expected):
            "the answer is signed by \(Self.list(found)); the channel's witnesses are \(Self.list(expected))"
        case .falseSignature(let name): "the cosignature of '\(name)' is false"
        case .status(let status, let sentence): "the witness answers with status \(status); \(sentence)"
        }
    }

    private static func list(_ names: [NoteName]) -> String {
        names.isEmpty ? "nobody" : names.map { "'\($0)'" }.joined(separator: ", ")
    }
}
