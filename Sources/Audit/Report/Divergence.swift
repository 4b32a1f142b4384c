public import Cryptography
public import Ledger

/// Where a ledger is not what it should be: one place, what was looked at, what was expected and what was found.
public struct Divergence: Error, Hashable, Sendable {
    /// A place of a ledger.
    public enum Place: Hashable, Sendable {
        /// A file, or a part of it, for example `page 7`.
        case file(String, part: String?)

        /// A block as a whole.
        case block(Int)

        /// A transaction, by its block and its place there.
        case transaction(block: Int, index: Int, txid: Digest)
    }

    /// The level whose check failed.
    public let level: AuditLevel

    /// Where.
    public let place: Place

    /// What was looked at, for example `write set`.
    public let subject: String

    /// The key of the state that it is about, if it is about one.
    public let key: QualifiedKey?

    /// What follows from everything before this place.
    public let expected: String

    /// What the ledger has.
    public let found: String

    /// Why, in words, where the rest does not say it.
    public let reason: String?

    /// Whether something is missing or cannot be read, for which a damaged file is the better explanation.
    var isAbsence = false

    /// Creates a divergence.
    public init(
        level: AuditLevel,
        place: Place,
        subject: String,
        key: QualifiedKey? = nil,
        expected: String,
        found: String,
        reason: String? = nil
    ) {
        self.level = level
        self.place = place
        self.subject = subject
        self.key = key
        self.expected = expected
        self.found = found
        self.reason = reason
    }
}

extension Divergence {
    /// The number of the block, if it is about one.
    public var block: Int? {
        switch place {
        case .file: nil
        case .block(let number), .transaction(let number, _, _): number
        }
    }

    /// The transaction's place in its block, if it is about one.
    public var transaction: Int? {
        if case .transaction(_, let index, _) = place { index } else { nil }
    }

    /// The transaction's identifier, if it is about one.
    public var txid: Digest? {
        if case .transaction(_, _, let txid) = place { txid } else { nil }
    }

    /// Whether it is the one to name of two: the lower block, then the lower level, then the lower transaction; which
    /// threads found them plays no part.
    func precedes(_ other: Divergence) -> Bool {
        rank < other.rank
    }

    private var rank: (Int, Int, Int) { (block ?? -1, level.rawValue, transaction ?? -1) }
}

extension Divergence: CustomStringConvertible {
    /// One sentence, for example `block 12, transaction 3: write set, key allocation/cluster: expected …, found …`.
    public var description: String {
        let about = key.map { "\(subject), key \($0)" } ?? subject
        return "\(place): \(about): expected \(expected), found \(found)"
    }
}

extension Divergence.Place: CustomStringConvertible {
    public var description: String {
        switch self {
        case .file(let file, let part?): "\(file), \(part)"
        case .file(let file, nil): file
        case .block(let number): "block \(number)"
        case .transaction(let block, let index, _): "block \(block), transaction \(index)"
        }
    }
}
