/// Why there is no snapshot, or why one cannot be used.
public enum SnapshotError: Error, Hashable, Sendable {
    /// The bytes are something else.
    case foreign

    /// The file ends too early.
    case cutOff(found: Int, expected: Int)

    /// The file is not what was written.
    case altered

    /// The file is of another format, most likely a newer one.
    case format(Int)

    /// The bytes are what was written, and no snapshot.
    case malformed(String)

    /// The parts do not belong together.
    case inconsistent(String)

    /// The snapshot is another channel's.
    case channel(String, expected: String)

    /// The snapshot is not the one that is meant.
    case hash(String, expected: String)

    /// The chain does not reach that block.
    case beyond(block: Int, last: Int)

    /// The chain begins behind that block, with a snapshot of its own.
    case before(block: Int, first: Int)

    /// A redaction has taken away the value that a key has there.
    case redacted(String, block: Int)

    /// A block is not what follows from its transactions.
    case block(ReplayError)

    /// The chain could not be read.
    case chain(ChainError)
}

extension SnapshotError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .foreign: "it is no snapshot of a ledger"
        case .cutOff(let found, let expected): "it is cut off: it has \(found) of \(expected) bytes; copy it again"
        case .altered: "it has been altered: its bytes do not have the hash at their end; copy it again"
        case .format(let format):
            "it is a snapshot of format \(format), this program reads format \(LedgerSnapshot.format); "
                + "use a newer program"
        case .malformed(let reason): "it is not what a snapshot says: \(reason)"
        case .inconsistent(let reason): "its parts do not belong together: \(reason)"
        case .channel(let found, let expected): "it is of channel '\(found)', not of '\(expected)'"
        case .hash(let found, let expected): "it has the hash \(found), not \(expected)"
        case .beyond(let block, let last): "there is no block \(block): the ledger ends at block \(last)"
        case .before(let block, let first):
            "block \(block) is not in this ledger, which began from a snapshot of block \(first)"
        case .redacted(let key, let block):
            "the value that block \(block) gave \(key) was redacted, and no later one has replaced it; take the "
                + "snapshot from a copy that still has it, or of a later block"
        case .block(let error): "\(error); audit the ledger"
        case .chain(let error): error.description
        }
    }
}
