import Cryptography
import Ledger

/// Level 1 on redactions: content is gone only where a later transaction of the chain says so, and what is left is what
/// that transaction says.
///
/// Whether the redaction was signed as the configuration demands is for level 2, as with every transaction; that no
/// value was in force any more is for level 3.
struct RedactionCheck {
    private struct Gap {
        let place: Divergence.Place
        let version: Version
        let remains: RedactedTransaction
        let isCommitHashMade: Bool
    }

    /// Content that is gone, and whose redaction has not been met yet, in the chain's order.
    private var open: [Gap] = []

    /// What was found so far.
    private(set) var report = RedactionReport()

    /// Follows the chain over a block whose leaves follow from what is stored.
    mutating func follow(_ block: AuditedBlock) throws(Divergence) {
        for (index, transaction) in block.draft.transactions.enumerated() {
            if let remains = transaction.remains {
                let gap = Gap(
                    place: block.place(index),
                    version: Version(block: block.number, transaction: index),
                    remains: remains,
                    isCommitHashMade: block.draft.isCommitHashMade
                )
                open.append(gap)
            } else if let redaction = transaction.redaction {
                try close(redaction, by: transaction.txid, in: block)
            }
        }
    }

    private mutating func close(
        _ redaction: Redaction,
        by txid: Digest,
        in block: AuditedBlock
    ) throws(Divergence) {
        guard let index = open.firstIndex(where: { $0.remains.txid == redaction.remains.txid }) else {
            report.pending += 1
            return
        }
        let gap = open.remove(at: index)
        guard gap.remains == redaction.remains, gap.version == redaction.place else {
            throw Divergence(
                level: .leaves,
                place: gap.place,
                subject: "redacted content",
                expected: "what the redaction \(txid.hex) in block \(block.number) leaves of \(redaction.place)",
                found: "something else"
            )
        }
        report.redactions.append(
            RedactionReport.Entry(
                version: gap.version,
                txid: gap.remains.txid,
                by: txid,
                block: block.number,
                time: block.time,
                isCommitHashMade: gap.isCommitHashMade
            )
        )
    }

    /// Confirms at the chain's end that every gap has its redaction.
    func finish() throws(Divergence) {
        guard let gap = open.first else { return }
        throw Divergence(
            level: .leaves,
            place: gap.place,
            subject: "envelope",
            expected: "the transaction, or a later one that redacts it",
            found: "what a redaction leaves, and no redaction"
        )
    }
}
