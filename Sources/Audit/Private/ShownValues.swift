public import Cryptography
public import Ledger

/// The private values that an auditor is shown.
public struct ShownValues: PrivateValues {
    /// A value that somebody has shown in a file.
    struct Revealed {
        let file: String
        let value: KeptPrivateValue
    }

    private let stored: (any PrivateValues)?
    private var byHash: [Digest: PrivateValue] = [:]

    /// By the transactions in which their hashes are said to stand.
    private(set) var revealed: [Digest: [Revealed]] = [:]

    /// Takes the values that are kept beside the ledger.
    public init(stored: any PrivateValues) {
        self.stored = stored
    }

    /// Takes files with values, and nothing else.
    public init(files: [(name: String, file: RevealedFile)]) {
        stored = nil
        for (name, file) in files {
            for value in file.values {
                byHash[value.hash] = value.value
                revealed[value.transaction, default: []].append(Revealed(file: name, value: value))
            }
        }
    }

    public func privateValue(of hash: Digest) throws(StateError) -> PrivateValue? {
        if let value = byHash[hash] { return value }
        return try stored?.privateValue(of: hash)
    }
}

/// What an auditor was shown of the values that a ledger has hashes of.
public struct PrivacyReport: Hashable, Sendable {
    /// What was shown of one member, or of the operator.
    public struct Member: Hashable, Sendable {
        /// The member; `nil` for the operator.
        public let name: String?

        /// How many values; each has its hash, in the transaction that it is said to be of.
        public var values = 0

        /// What follows from them, in words.
        public var findings: [String] = []
    }

    /// How many values the ledger has hashes of.
    public internal(set) var hashes = 0

    /// How many of them were shown.
    public internal(set) var shown = 0

    /// How many of the values in files are of transactions before the snapshot with which the audit begins: they were
    /// not looked at.
    public internal(set) var earlier = 0

    /// Valid calls that were not executed again, because a value that they need was not shown.
    public internal(set) var callsNotShown = 0

    /// Valid transactions that level 5 could not follow for that reason.
    public internal(set) var eventsNotShown = 0

    /// Whose values were shown in files, ascending; the operator first.
    public internal(set) var members: [Member] = []
}

extension PrivacyReport {
    /// The report for people; nothing for a ledger without private values.
    public var lines: [String] {
        guard hashes > 0 else { return [] }
        let rest = hashes - shown
        var lines = ["private  \(hashes) values stand as hashes: \(shown) shown, \(rest) not shown"]
        for member in members {
            let name = member.name ?? "the operator (records of the cluster, terms, answers)"
            lines.append("shown    \(name): \(member.values) values, each of its hash")
            lines += member.findings.map { "         \($0)" }
        }
        if earlier > 0 {
            lines.append("         \(earlier) values are of transactions before the snapshot, and were not looked at")
        }
        guard rest > 0 else { return lines }
        if shown > 0 {
            lines.append(
                "not shown are the values of others and what only follows from them: that the splits which the shown "
                    + "records tell of were the right ones"
            )
        } else {
            lines.append("not shown are any values: what was asked for, allocated and billed")
        }
        return lines
    }
}
