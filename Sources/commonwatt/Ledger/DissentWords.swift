import Cryptography
import Ledger
import LedgerStore
import Membership

/// Who signed another result of a transaction, and what both results write, in words.
enum DissentWords {
    /// The lines; none where all who signed came to one result.
    static func lines(for place: ScannedPlace, of chain: LedgerArchive) throws -> [String] {
        guard let envelope = place.transaction.whole?.envelope,
            envelope.endorsements.contains(where: { $0.result != nil })
        else { return [] }
        var signers = IdentityDirectory()
        try signers.insertSigners(of: envelope, from: chain)
        let agreed = envelope.endorsements.filter { $0.result == nil }.map { name($0.endorser, signers) }
        var lines = [
            "", "Not all endorsers came to this result. It is the one of \(agreed.joined(separator: ", ")); it writes",
        ]
        lines += writes(envelope.result)
        for endorsement in envelope.endorsements {
            guard let bytes = endorsement.result else { continue }
            let content = ContentHash(proposal: envelope.signedProposal.bytes, result: bytes)
            let message = Endorsement.message(for: content)
            let isSigned = signers[endorsement.endorser]?.hasSigned(message, signature: endorsement.signature) ?? false
            let verdict = isSigned ? "and signed it" : "but the signature is not theirs, so it proves nothing"
            lines.append("\(name(endorsement.endorser, signers)) came to another one, \(verdict); it writes")
            guard let result = try? TransactionResult(encoded: bytes) else {
                lines.append("  bytes that are no result")
                continue
            }
            lines += writes(result)
        }
        return lines
    }

    private static func name(_ endorser: Digest, _ signers: IdentityDirectory) -> String {
        signers[endorser].map { "\($0)" } ?? endorser.hex
    }

    /// Keys, and the hash of what is written: values are long, and it matters which differ.
    private static func writes(_ result: TransactionResult) -> [String] {
        guard !result.writes.isEmpty else { return ["  nothing"] }
        return result.writes.map { write in
            let value = write.value.map { "\($0.count) bytes, SHA-256 \(Digest.sha256($0).hex)" } ?? "deleted"
            return "  \(write.key): \(value)"
        }
    }
}
