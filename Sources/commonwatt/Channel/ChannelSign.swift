import ArgumentParser
import ConfigurationFiles
import ControllerService
import Ledger

/// `commonwatt channel sign`: one more administrator's consent.
struct ChannelSign: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign",
        abstract: "Add a signature to a change, and show what is still missing.",
        discussion: """
            What the change changes is shown from the file alone, as its drafter says; with --ledger it is compared \
            with the configuration in force. "channel show FILE" shows a change without signing it.

            EXAMPLE:
              commonwatt channel sign change --as utility/admin
            """
    )

    @Argument(help: "The change.", completion: .file())
    var file: String

    @OptionGroup var signer: SignerOption

    @Option(help: "A copy of the ledger, to compare with.", completion: .directory)
    var ledger: String?

    func run() throws {
        let (identity, key) = try signer.signer()
        let draft = try DraftFile<ConfigurationDraft>.read(file)
        if let ledger {
            let inForce = try ConfigurationHistory(at: ledger).channel.configuration
            guard inForce == draft.base else {
                throw CommandFailure.negativeFinding(
                    """
                    \(file) follows configuration \(draft.base.sequence) as its drafter knows it, which is not the one \
                    in force in \(ledger) (\(inForce.sequence)); it is not signed
                    """
                )
            }
        }
        let signed: ConfigurationDraft
        do {
            signed = try draft.signed(by: identity, key: key)
        } catch {
            throw CommandFailure.environment("the change cannot be signed: \(error)")
        }
        try DraftFile<ConfigurationDraft>.write(signed, to: file)
        try StandardOutput.write(try ChangeText(signed).text)
    }
}

/// `commonwatt channel submit`: the change takes effect.
struct ChannelSubmit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit",
        abstract: "Hand a signed change to a ledger, or to the controller that serves it.",
        discussion: """
            A controller that serves the ledger takes the change up at once: new terms hold from the next period on. \
            Where none runs, the ledger is opened as by its controller, with the identities that the cluster file \
            names, and closed again. A change of the orderer's key or of the contract needs the controller stopped; \
            it is still signed by the old key, and the new one is put in its place afterwards.

            The exit status is 1 if signatures are missing; then nothing is written.

            EXAMPLE:
              commonwatt channel submit change --config site/cluster.yaml
            """
    )

    @Argument(help: "The change.", completion: .file())
    var file: String

    @Option(help: ArgumentHelp("The cluster file.", valueName: "file"), completion: .file(extensions: ["yaml"]))
    var config: String

    func run() async throws {
        let draft = try DraftFile<ConfigurationDraft>.read(file)
        let cluster = try ClusterFile.read(config)
        guard let ledger = cluster.ledger else {
            throw CommandFailure.badInput("\(config): ledger: submitting needs this section")
        }
        let inForce = try await ConfigurationInForce.read(ledger.path)
        let change = try ChangeText(draft, inForce: inForce)
        guard change.missing.isEmpty else {
            throw CommandFailure.negativeFinding("\(file): \(change.missing.joined(separator: "; "))")
        }
        let effect = try await ChannelSubmission.submit(draft, to: cluster)
        try StandardOutput.write("\(change.differences.joined(separator: "\n"))\n\(effect)")
    }
}
