public import Cryptography
public import Ledger
public import Units

/// What an audit says of the transactions whose content was redacted.
public struct RedactionReport: Sendable {
    /// A transaction whose content is gone.
    public struct Entry: Hashable, Sendable {
        /// The transaction's place.
        public let version: Version

        /// Its identifier.
        public let txid: Digest

        /// The identifier of the redaction.
        public let by: Digest

        /// The block of the redaction.
        public let block: Int

        /// When that block was cut.
        public let time: Instant

        /// Whether the commit hash of the redacted transaction's block still follows from what is stored; if not, it is
        /// the one that the orderer signed.
        public let isCommitHashMade: Bool
    }

    /// The transactions, in the order of their redactions.
    public internal(set) var redactions: [Entry] = []

    /// Redactions of content that this copy of the ledger still has.
    public internal(set) var pending = 0
}

extension RedactionReport {
    /// The report's lines for people.
    var lines: [String] {
        var lines = redactions.map { entry in
            "redacted block \(entry.version.block), transaction \(entry.version.transaction) (txid \(entry.txid.hex)) "
                + "by \(entry.by.hex) in block \(entry.block) at \(entry.time)"
        }
        if !redactions.isEmpty {
            let blocks = redactions.count { !$0.isCommitHashMade }
            lines.append(
                "not verifiable for these: creators' signatures, calls, and the keys written, for which the signers of "
                    + "the redactions vouch"
                    + (blocks > 0 ? "; the commit hashes of their blocks, which the orderer signed" : "")
            )
        }
        if pending > 0 { lines.append("redacted elsewhere, and still here: \(pending)") }
        return lines
    }
}
