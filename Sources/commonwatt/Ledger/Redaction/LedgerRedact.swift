import ArgumentParser
import ConfigurationFiles
import ControllerService
import Cryptography
import Ledger
import LedgerStore

/// `commonwatt ledger redact`: the content of a transaction dropped, by a transaction.
struct LedgerRedact: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redact",
        abstract: "Drop the content of a transaction from a ledger, with the members' consent, for all to see.",
        discussion: """
            A redaction is a transaction: it names another one, and those must sign it whom the configuration's policy \
            for redactions names (the policy of the configuration, unless "channel draft --policy redactions=…" has \
            given them their own). The content is then dropped from this copy; the leaf stays, so that every proof and \
            every hash stays valid, and an audit says what was redacted and by what.

            The channel's own transactions cannot be redacted, nor can one of which a value is still in force.

            EXAMPLE:
              commonwatt ledger redact draft site/ledger 5f0c… --as site/identities/admin --out redaction
              commonwatt ledger redact sign redaction --as utility/admin
              commonwatt ledger redact submit redaction --config site/cluster.yaml
              commonwatt ledger redact apply copy/ledger
            """,
        subcommands: [RedactDraft.self, RedactSign.self, RedactSubmit.self, RedactApply.self]
    )
}

/// `commonwatt ledger redact draft`: a redaction with its drafter's signature.
struct RedactDraft: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "draft",
        abstract: "Draft a redaction and sign it.",
        discussion: """
            EXAMPLE:
              commonwatt ledger redact draft site/ledger 5f0c… --as site/identities/admin --out redaction
            """
    )

    @OptionGroup var ledger: LedgerArgument

    @Argument(help: "The transaction's identifier: 64 hexadecimal digits.")
    var txid: String

    @OptionGroup var signer: SignerOption

    @Option(help: "The file to write.")
    var out: String

    func run() throws {
        let (identity, key) = try signer.signer()
        let channel = try ConfigurationHistory(at: ledger.path).channel
        let redaction = try RedactableTransaction(txid, in: ledger.path).redaction()
        let now = SystemClock().now()
        var random = SystemRandomNumberGenerator()
        let draft: RedactionDraft
        do {
            draft = try RedactionDraft(
                redaction,
                on: channel.configuration.channel,
                by: identity,
                key: key,
                at: now,
                nonce: (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) }
            )
        } catch {
            throw CommandFailure.environment("the redaction cannot be signed: \(error)")
        }
        try DraftFile<RedactionDraft>.write(draft, to: out)
        let missing = channel.problem(with: draft, at: now) ?? "nothing is missing; it can be submitted"
        try StandardOutput.write("\(draft.text)\n\(missing)")
    }
}

/// `commonwatt ledger redact sign`: one more administrator's consent.
struct RedactSign: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Add a signature to a redaction.",
        discussion: """
            EXAMPLE:
              commonwatt ledger redact sign redaction --as utility/admin
            """
    )

    @Argument(help: "The redaction.", completion: .file())
    var file: String

    @OptionGroup var signer: SignerOption

    func run() throws {
        let (identity, key) = try signer.signer()
        let signed: RedactionDraft
        do {
            signed = try DraftFile<RedactionDraft>.read(file).signed(by: identity, key: key)
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure.environment("the redaction cannot be signed: \(error)")
        }
        try DraftFile<RedactionDraft>.write(signed, to: file)
        try StandardOutput.write(signed.text)
    }
}

/// `commonwatt ledger redact submit`: the redaction takes effect, and the content is dropped.
struct RedactSubmit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit",
        abstract: "Hand a signed redaction to a ledger that is not being served, and drop what it names.",
        discussion: """
            The exit status is 1 if signatures are missing; then nothing is written.

            EXAMPLE:
              commonwatt ledger redact submit redaction --config site/cluster.yaml
            """
    )

    @Argument(help: "The redaction.", completion: .file())
    var file: String

    @Option(help: ArgumentHelp("The cluster file.", valueName: "file"), completion: .file(extensions: ["yaml"]))
    var config: String

    func run() async throws {
        let draft = try DraftFile<RedactionDraft>.read(file)
        let cluster = try ClusterFile.read(config)
        guard let ledger = cluster.ledger else {
            throw CommandFailure.badInput("\(config): ledger: submitting needs this section")
        }
        // The draft may be old: what it names must still be there, and nobody else have redacted it.
        let redaction = try RedactableTransaction(draft.redaction.remains.txid.hex, in: ledger.path).redaction()
        guard redaction == draft.redaction else {
            throw CommandFailure.negativeFinding("\(file): it does not describe the transaction as the ledger has it")
        }
        let channel = try ConfigurationHistory(at: ledger.path).channel
        if let problem = channel.problem(with: draft, at: SystemClock().now()) {
            throw CommandFailure.negativeFinding("\(file): \(problem)")
        }
        let block = try await ChannelSubmission.submit(draft, to: cluster)
        try StandardOutput.write("\(draft.text)\nrecorded in block \(block); the content is dropped")
    }
}

/// `commonwatt ledger redact apply`: what the chain says is redacted, dropped from one more copy.
struct RedactApply: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Drop from this copy of a ledger what its redactions name.",
        discussion: """
            For copies of other organisations, and where a submission was interrupted.

            EXAMPLE:
              commonwatt ledger redact apply copy/ledger
            """
    )

    @OptionGroup var ledger: LedgerArgument

    func run() throws {
        let place = try LedgerPlace(ledger.path)
        do throws(ChainError) {
            let store = try LedgerStore(at: place.directory)
            let applied: Int
            do throws(ChainError) {
                applied = try store.applyRedactions().count
            } catch {
                try store.close()
                throw error
            }
            try store.close()
            try? StandardOutput.write("content dropped: \(applied) transaction\(applied == 1 ? "" : "s")")
        } catch {
            throw CommandFailure(error)
        }
    }
}

extension RedactionDraft {
    /// What is redacted and who has signed, for people.
    fileprivate var text: String {
        let signers = self.signers
        let names = transaction.endorsements.map { signers[$0.endorser].map { "\($0)" } ?? $0.endorser.hex }
        let remains = redaction.remains
        return """
            redacts    transaction \(remains.txid.hex) (block \(redaction.place.block), transaction \
            \(redaction.place.transaction)) of \(remains.chaincode)
            leaves     \(remains.writes.count) keys, \(remains.endorsements.count) endorsements, the leaf
            signed by  \(names.joined(separator: ", "))
            """
    }
}
