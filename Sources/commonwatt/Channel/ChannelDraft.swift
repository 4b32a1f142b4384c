import ArgumentParser
import ControllerService
import Cryptography
import Ledger

/// `commonwatt channel draft`: a change of the configuration, with its drafter's signature.
struct ChannelDraft: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "draft",
        abstract: "Draft a change of a ledger's configuration and sign it.",
        discussion: """
            Several changes can go into one draft; each needs the signatures that its section's policy asks for. \
            Sections: \(ConfigurationSection.allCases.map(\.name).joined(separator: ", ")).

            EXAMPLE:
              commonwatt channel draft site/ledger --as site/identities/admin --organisation utility --out change
              commonwatt channel draft site/ledger --as site/identities/admin --terms site/cluster.yaml --out change
              commonwatt channel draft site/ledger --as site/identities/admin --raf-from-ledger --out change
              commonwatt channel draft site/ledger --as site/identities/admin --policy "orderers=ALL admin" --out change
            """
    )

    @OptionGroup var ledger: LedgerArgument
    @OptionGroup var signer: SignerOption

    @Option(help: "The file to write.")
    var out: String

    @OptionGroup var changes: ChangeOptions

    func run() async throws {
        let (identity, key) = try signer.signer()
        let inForce = try await ConfigurationInForce.read(ledger.path).configuration
        let recorded = changes.rafFromLedger ? try await RecordedFactors(ledgerAt: ledger.path) : nil
        var edit = inForce.edit
        try changes.apply(to: &edit, recorded: recorded)
        let next: ChannelConfiguration
        do {
            next = try inForce.successor(edit)
            try changes.checkOrderers(in: Channel(next), at: SystemClock().now())
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure.badInput("the changed configuration cannot be used: \(error)")
        }
        guard !next.differences(from: inForce).isEmpty else {
            throw CommandFailure.badInput("nothing would change; say what to change, for example --terms cluster.yaml")
        }
        var random = SystemRandomNumberGenerator()
        let draft: ConfigurationDraft
        do {
            draft = try ConfigurationDraft(
                from: inForce,
                to: next,
                by: identity,
                key: key,
                at: SystemClock().now(),
                nonce: (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) }
            )
        } catch {
            throw CommandFailure.environment("the change cannot be signed: \(error)")
        }
        let text = try ChangeText(draft)
        if let defect = text.defect { throw CommandFailure.badInput("the change could not take effect: \(defect)") }
        try DraftFile<ConfigurationDraft>.write(draft, to: out)
        try StandardOutput.write(text.text)
        if let recorded { try StandardOutput.write(recorded.text) }
    }
}
