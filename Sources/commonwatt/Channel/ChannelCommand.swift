import ArgumentParser
import Cryptography
import Ledger
import LedgerStore
import Membership
import Site

/// `commonwatt channel`: the configuration that the members of a ledger agree on.
struct ChannelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "channel",
        abstract: "Show a ledger's configuration; draft, sign and submit a change of it.",
        discussion: """
            The configuration says who is a member, who must sign what, whose keys sign blocks, and under which terms \
            the contract runs. A change is drafted by one member's administrator, goes from one to the next as a file \
            that any way of sending will do for, and is submitted, to a controller that serves the ledger too.

            EXAMPLE:
              commonwatt channel draft site/ledger --as site/identities/admin --terms site/cluster.yaml --out change
              commonwatt channel sign change --as utility/admin
              commonwatt channel submit change --config site/cluster.yaml
            """,
        subcommands: [ChannelShow.self, ChannelDraft.self, ChannelSign.self, ChannelSubmit.self]
    )
}

/// Who signs.
struct SignerOption: ParsableArguments {
    @Option(
        name: .customLong("as"),
        help: ArgumentHelp(
            "Who signs: the path of a certificate and its key, without .pem and .key.",
            valueName: "path"
        )
    )
    var path: String

    /// The signer's identity and key.
    func signer() throws -> (identity: Identity, key: SigningKey) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        let name = String(parts.last ?? "")
        let directory = parts.count > 1 ? parts.dropLast().joined(separator: "/") : "."
        let credential = try Credential(named: name, in: directory)
        do {
            return (try Identity(certificate: credential.certificate), credential.key)
        } catch {
            throw CommandFailure.badInput("\(path).pem: \(error)")
        }
    }
}

extension ConfigurationHistory {
    /// The configurations of the ledger in a directory.
    init(at path: String) throws(CommandFailure) {
        let place = try LedgerPlace(path)
        let archive: LedgerArchive
        do {
            archive = try LedgerArchive(at: place.directory)
        } catch {
            throw CommandFailure(error)
        }
        do {
            try self.init(of: archive)
        } catch {
            throw .negativeFinding("\(path): \(error)")
        }
    }
}
