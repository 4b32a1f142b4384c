import AllocationAudit
import AllocationContract
import ArgumentParser
import Audit
import Cryptography
import Ledger
import LedgerStore

/// `commonwatt ledger explain`: why a transaction did what it did, in words.
struct LedgerExplain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say in words why a request got what it got, or why a transaction is not valid.",
        discussion: """
            It names the policy, what was free, the limit that bound the request, whom it competed with, and the \
            arithmetic. A call that the contract refused at once was never recorded, and there is nothing to explain.

            EXAMPLE:
              commonwatt ledger explain ledger 8f7d1c3b…
            """
    )

    @OptionGroup var ledger: LedgerArgument

    @Argument(help: ArgumentHelp("The transaction's identifier.", valueName: "txid"))
    var transaction: String

    func run() throws {
        let txid = try Digest.transaction(transaction)
        let scan = try ChainScan(ledger.path)
        var chain = ExplainedChain()
        var lines: [String] = []
        var redacted: (remains: RedactedTransaction, heading: [String])?
        let height = try scan.height()
        let bar = ProgressBar("Reading")
        defer { bar.finish() }
        for number in 0..<height {
            let block = try scan.block(number)
            for recorded in try ScannedPlace.all(of: block) {
                let place = try scan.opened(recorded)
                if place.transaction.txid == txid {
                    switch place.transaction.content {
                    case .whole(let envelope):
                        lines += Self.heading(place, proposed: "\(envelope.proposal.timestamp)")
                        lines += try Self.words(for: envelope, at: place, chain)
                        lines += try DissentWords.lines(for: recorded, of: scan.chain)
                    case .redacted(let remains):
                        redacted = (remains, Self.heading(place, proposed: nil))
                    }
                }
                do throws(DomainFinding) {
                    try chain.pass(place.transaction, at: place.version)
                } catch {
                    throw Self.failure(error, place)
                }
            }
            if number.isMultiple(of: 256) { bar.update(Double(number + 1) / Double(height)) }
        }
        if let (remains, heading) = redacted { lines += try heading + Self.words(for: remains, chain) }
        guard !lines.isEmpty else {
            throw CommandFailure.badInput(
                "the ledger has no transaction \(transaction); a call that the contract refuses is never recorded"
            )
        }
        try StandardOutput.write(lines.joined(separator: "\n"))
    }

    /// What there is to say of a transaction whose content is gone.
    private static func words(for remains: RedactedTransaction, _ chain: ExplainedChain) throws -> [String] {
        guard let permission = chain.permissions[remains.txid] else {
            throw CommandFailure.negativeFinding(
                "the content of \(remains.txid.hex) is gone, and no transaction of the ledger has redacted it; run "
                    + "ledger audit"
            )
        }
        let keys = remains.writes.map { "\(QualifiedKey($0.key, in: remains.chaincode))" }.joined(separator: ", ")
        return [
            "Its content was redacted by transaction \(permission.txid.hex) (block \(permission.place.block), "
                + "transaction \(permission.place.transaction)), so that nobody can say from this ledger what it asked "
                + "for and what it got.",
            "It called \(remains.chaincode)" + (keys.isEmpty ? " and wrote nothing." : " and wrote \(keys)."),
            "The hash of its content is \(remains.content.digest.hex), which is in its leaf and which its "
                + "\(remains.endorsements.count) endorsement(s) sign: whoever has kept a copy can still prove it.",
        ]
    }

    private static func heading(_ place: ScannedPlace, proposed: String?) -> [String] {
        [
            "transaction \(place.transaction.txid.hex)",
            "block \(place.version.block), transaction \(place.version.transaction), leaf \(place.number); "
                + (proposed.map { "proposed \($0), " } ?? "") + "block cut \(place.time); \(place.transaction.code)",
            "",
        ]
    }

    private static func words(
        for envelope: Envelope,
        at place: ScannedPlace,
        _ chain: ExplainedChain
    ) throws -> [String] {
        guard place.transaction.code == .valid else {
            return [Explainer.question(envelope)] + reasons(envelope, place.transaction.code, chain.writers)
                + ["It changed nothing; it is kept so that a dispute can be settled."]
        }
        guard envelope.proposal.chaincode == AllocationContract.name else { return [Explainer.question(envelope)] }
        do throws(DomainFinding) { return try chain.words(for: envelope) } catch { throw failure(error, place) }
    }

    /// Why a transaction is not valid.
    private static func reasons(
        _ envelope: Envelope,
        _ code: ValidationCode,
        _ writers: [QualifiedKey: Version]
    ) -> [String] {
        switch code {
        case .mvccReadConflict:
            return envelope.result.reads.compactMap { read in
                let key = QualifiedKey(read.key, in: envelope.proposal.chaincode)
                guard writers[key] != read.version else { return nil }
                let (was, now) = (
                    read.version.map { "\($0)" } ?? "no value", writers[key].map { "\($0)" } ?? "no value"
                )
                return
                    "It was executed on a state that was no longer there: it read version \(was) of \(key), but when "
                    + "its turn came transaction \(now) had written it. Ask again."
            }
        case .phantomReadConflict:
            return ["A range that it read held other keys when its turn came. Ask again."]
        case .duplicateTxid: return ["An earlier transaction has the same identifier: it was done already, once."]
        case .badCreatorSignature:
            return ["Its creator is unknown, was not valid when the block was cut, or did not sign it."]
        case .endorsementPolicyFailure: return ["Its endorsements do not satisfy the chaincode's endorsement policy."]
        case .invalidConfigTransaction: return ["The configuration in force does not allow this change."]
        case .targetChainNotFound: return ["It is for the channel '\(envelope.proposal.channel)', which is another."]
        case .invalidChaincode: return ["The channel has no chaincode '\(envelope.proposal.chaincode)'."]
        case .valid: return []
        }
    }

    private static func failure(_ finding: DomainFinding, _ place: ScannedPlace) -> CommandFailure {
        .negativeFinding(
            "block \(place.version.block), transaction \(place.version.transaction) is wrong, so nothing after it can "
                + "be explained: \(finding.subject): expected \(finding.expected), found \(finding.found); run ledger "
                + "audit"
        )
    }
}
