public import Cryptography
public import Ledger
import Membership
import Units

/// An endorser that came to another result than the one that is recorded, and signed it: two endorsers executed one
/// call and differed, which is evidence against one of them.
public struct Dissent: Hashable, Sendable {
    /// The transaction's place.
    public let place: Version

    /// Its identifier.
    public let txid: Digest

    /// What became of the transaction.
    public let code: ValidationCode

    /// Who signed the other result.
    public let endorser: String

    /// What is recorded as written, a key a line.
    public let recorded: [String]

    /// What the endorser says would be written, a key a line.
    public let signed: [String]

    /// Where else the two results differ, if not in what they write.
    public let difference: String?

    /// Why the endorser's word does not count as of the block; `nil` if it does.
    public let refusal: String?
}

extension Channel {
    /// The endorsements of other results that a transaction carries, as level 2 reports them.
    ///
    /// No leaf covers them, and no policy counts them: what can be checked of them is checked here.
    ///
    /// - Throws: ``Divergence`` for one whose endorser has not signed the result that it shows. Nobody who writes a
    ///   ledger by its rules records such a thing.
    func dissents(
        in transaction: ValidatedTransaction,
        of block: AuditedBlock,
        at index: Int,
        signers: IdentityDirectory
    ) throws(Divergence) -> [Dissent] {
        let envelope = transaction.envelope
        let others = envelope.endorsements.filter { $0.result != nil }
        guard !others.isEmpty else { return [] }
        let proven = Set(differing(in: envelope, signers: signers).map(\.endorser))
        var dissents: [Dissent] = []
        for endorsement in others {
            let name = signers[endorsement.endorser].map { "\($0)" } ?? endorsement.endorser.hex
            let result = endorsement.result.flatMap { try? TransactionResult(encoded: $0) }
            guard proven.contains(endorsement.endorser), let result else {
                throw Divergence(
                    level: .signatures,
                    place: block.place(index),
                    subject: "other result of \(name)",
                    expected: "a result that this endorser has signed",
                    found: result == nil
                        ? "bytes that are no result" : "a result without its signature, or of an unknown endorser"
                )
            }
            dissents.append(
                Dissent(
                    place: Version(block: block.number, transaction: index),
                    txid: envelope.txid,
                    code: transaction.code,
                    endorser: name,
                    recorded: envelope.result.writes.map(Self.text),
                    signed: result.writes.map(Self.text),
                    difference: Self.difference(envelope.result, result),
                    refusal: signers[endorsement.endorser].flatMap { refusal(of: $0, at: block.time) }
                )
            )
        }
        return dissents
    }

    private func refusal(of identity: Identity, at instant: Instant) -> String? {
        guard case .refused(let refusal) = membership.validate(identity, at: instant) else { return nil }
        return refusal.description
    }

    private static func text(_ write: KeyWrite) -> String {
        "\(write.key): \(write.value.map { ValueText.of($0) } ?? "deleted")"
    }

    private static func difference(_ recorded: TransactionResult, _ signed: TransactionResult) -> String? {
        guard recorded.writes == signed.writes else { return nil }
        if recorded.response != signed.response { return "the answers differ" }
        if recorded.reads != signed.reads || recorded.ranges != signed.ranges { return "the read sets differ" }
        return "one of them is encoded in another way"
    }
}

extension Dissent {
    /// The report's lines for people.
    var lines: [String] {
        let heading =
            "dissent  block \(place.block), transaction \(place.transaction) (txid \(txid.hex)), \(code): "
            + "\(endorser) signed another result"
        let list = { (writes: [String]) in writes.isEmpty ? "nothing" : writes.joined(separator: "; ") }
        return [heading, "  recorded  \(list(recorded))", "  signed    \(list(signed))"]
            + [difference.map { "  only      \($0)" }, refusal.map { "  but       \($0)" }].compactMap(\.self)
    }
}
