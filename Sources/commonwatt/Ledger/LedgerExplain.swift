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
        var explainer = Explainer()
        var lines: [String] = []
        var isFound = false
        var writers: [QualifiedKey: Version] = [:]
        try scan.forEach(label: "Reading") { scanned in
            let isAsked = scanned.envelope.txid == txid
            if isAsked {
                isFound = true
                lines += Self.heading(scanned)
                lines += try Self.words(for: scanned, &explainer, writers)
                lines += try DissentWords.lines(for: scanned, of: scan.chain)
            } else {
                try Self.follow(scanned, &explainer)
            }
            if scanned.transaction.code == .valid {
                let name = scanned.envelope.proposal.chaincode
                for write in scanned.envelope.result.writes {
                    writers[QualifiedKey(write.key, in: name)] = write.value == nil ? nil : scanned.place
                }
            }
            return true
        }
        guard isFound else {
            if let known = try? scan.chain.transaction(txid), RedactedTransaction.isKept(in: known.stored.envelope) {
                throw CommandFailure.negativeFinding(
                    "the content of \(transaction) was redacted; nobody can explain it"
                )
            }
            throw CommandFailure.badInput(
                "the ledger has no transaction \(transaction); a call that the contract refuses is never recorded"
            )
        }
        try StandardOutput.write(lines.joined(separator: "\n"))
    }

    private static func heading(_ scanned: ScannedTransaction) -> [String] {
        [
            "transaction \(scanned.envelope.txid.hex)",
            "block \(scanned.block), transaction \(scanned.index), leaf \(scanned.number); "
                + "proposed \(scanned.envelope.proposal.timestamp), block cut \(scanned.time); "
                + "\(scanned.transaction.code)",
            "",
        ]
    }

    private static func isAllocation(_ scanned: ScannedTransaction) -> Bool {
        scanned.envelope.proposal.chaincode == AllocationContract.name
    }

    private static func follow(_ scanned: ScannedTransaction, _ explainer: inout Explainer) throws {
        guard isAllocation(scanned), scanned.transaction.code == .valid else { return }
        do { try explainer.follow(scanned.envelope) } catch { throw failure(error, scanned) }
    }

    private static func words(
        for scanned: ScannedTransaction,
        _ explainer: inout Explainer,
        _ writers: [QualifiedKey: Version]
    ) throws -> [String] {
        guard scanned.transaction.code == .valid else {
            return [Explainer.question(scanned.envelope)] + reasons(scanned, writers)
                + ["It changed nothing; it is kept so that a dispute can be settled."]
        }
        guard isAllocation(scanned) else { return [Explainer.question(scanned.envelope)] }
        do { return try explainer.explain(scanned.envelope) } catch { throw failure(error, scanned) }
    }

    /// Why a transaction is not valid.
    private static func reasons(_ scanned: ScannedTransaction, _ writers: [QualifiedKey: Version]) -> [String] {
        let envelope = scanned.envelope
        switch scanned.transaction.code {
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

    private static func failure(_ finding: DomainFinding, _ scanned: ScannedTransaction) -> CommandFailure {
        .negativeFinding(
            "block \(scanned.block), transaction \(scanned.index) is wrong, so nothing after it can be explained: "
                + "\(finding.subject): expected \(finding.expected), found \(finding.found); run ledger audit"
        )
    }
}
