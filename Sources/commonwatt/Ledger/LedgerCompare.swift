import ArgumentParser
import Audit
import Cryptography
import Ledger

/// `commonwatt ledger compare`: the first difference of two ledgers.
struct LedgerCompare: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Find the first difference of two ledgers: block, transaction, key.",
        discussion: """
            Exit status 0 if they are the same, 1 if not. What was done comes before who signed it: a difference of \
            signatures alone is named only where there is no other. Where one of them goes on after the end of the \
            other and all before is the same, that is said; --prefix accepts it.

            EXAMPLE:
              commonwatt ledger compare ledger backup/ledger
            """
    )

    @Argument(help: "A ledger's directory, or the chain.db in it.", completion: .directory)
    var first: String

    @Argument(help: "The other one's.", completion: .directory)
    var second: String

    @Flag(help: "Also accept that one of them ends earlier.")
    var prefix = false

    func run() throws {
        let (left, right) = (try ChainScan(first), try ChainScan(second))
        let (leftHeight, rightHeight) = (try left.height(), try right.height())
        let common = min(leftHeight, rightHeight)
        let bar = ProgressBar("Comparing")
        defer { bar.finish() }
        var signed: String?
        for number in 0..<common {
            let (one, other) = (try left.block(number), try right.block(number))
            // The header commits to everything in its block but the signatures.
            guard one.header == other.header else {
                throw CommandFailure.negativeFinding(try difference(one, other))
            }
            if signed == nil, one != other { signed = try difference(one, other) }
            if number.isMultiple(of: 256) { bar.update(Double(number + 1) / Double(common)) }
        }
        if let signed { throw CommandFailure.negativeFinding("\(signed); all else is the same") }
        guard leftHeight == rightHeight else {
            let (longer, more) =
                leftHeight > rightHeight ? (first, leftHeight - common) : (second, rightHeight - common)
            let sentence =
                "the \(common) blocks that both have are the same; \(longer) has \(more) more, from block \(common) on"
            guard prefix else { throw CommandFailure.negativeFinding(sentence) }
            return try StandardOutput.write(sentence)
        }
        try StandardOutput.write("the same: \(common) blocks, byte for byte")
    }

    /// The first difference of two blocks of one number.
    private func difference(_ one: StoredBlock, _ other: StoredBlock) throws(CommandFailure) -> String {
        let (left, right) = (one.transactions, other.transactions)
        for index in 0..<max(left.count, right.count) {
            guard index < left.count, index < right.count else {
                let longer = left.count > right.count ? first : second
                return "block \(one.number), transaction \(index): only \(longer) has one"
            }
            guard left[index] != right[index] else { continue }
            let place = "block \(one.number), transaction \(index)"
            let pair: [ReplayedTransaction]
            do {
                pair = try [one.replayedTransaction(index), other.replayedTransaction(index)]
            } catch {
                throw .negativeFinding("\(error)")
            }
            guard let whole = pair[0].whole, let otherWhole = pair[1].whole else {
                let copy = pair[0].whole == nil ? first : second
                return "\(place): its content was redacted in \(copy)"
            }
            return "\(place): " + Self.difference(whole, otherWhole)
        }
        return one.header == other.header
            ? "block \(one.number): the orderer's signature is another"
            : "block \(one.number): the headers are others, the transactions the same"
    }

    private static func difference(_ one: ValidatedTransaction, _ other: ValidatedTransaction) -> String {
        let (left, right) = (one.envelope, other.envelope)
        if left.txid != right.txid { return "the identifiers are \(left.txid.hex) and \(right.txid.hex)" }
        if one.code != other.code { return "the codes are \(one.code) and \(other.code)" }
        if left.signedProposal.bytes != right.signedProposal.bytes { return "the proposals are others" }
        let (writes, others) = (left.result.writes, right.result.writes)
        let same = zip(writes, others).prefix { $0 == $1 }.count
        let candidates = [writes.dropFirst(same).first, others.dropFirst(same).first].compactMap(\.self)
        if let key = candidates.map(\.key).min() {
            let text = { (list: [KeyWrite]) in
                list.first { $0.key == key }.map { $0.value.map { ValueText.of($0) } ?? "a deletion" } ?? "nothing"
            }
            return "key \(QualifiedKey(key, in: left.proposal.chaincode)): \(text(writes)) and \(text(others))"
        }
        if left.result.response != right.result.response { return "the responses are others" }
        if left.resultBytes != right.resultBytes { return "the read sets are others" }
        return "the signatures are others"
    }
}
