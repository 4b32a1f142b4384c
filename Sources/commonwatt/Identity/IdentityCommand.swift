import ArgumentParser
import ControllerService
import Cryptography
import Membership
import Site
import Units

/// `commonwatt identity`: an organisation's authority, on disk.
struct IdentityCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "identity",
        abstract: "Make an organisation's authority, issue and revoke certificates, list them.",
        discussion: """
            An authority is a directory: authority.pem and .key are the root's, intermediate.pem and .key those of \
            an intermediate that issues in its place, NAME.pem and .key somebody's, revocations.pem the revocation \
            lists. Keys can be read by their owner alone. The identities of a site are such a directory as well.

            A ledger knows of a revocation when its configuration has the new list: "channel draft --revocations".

            EXAMPLE:
              commonwatt identity init utility --organisation Utility --intermediate
              commonwatt identity issue utility admin --role admin
              commonwatt identity list utility
              openssl verify -crl_check -CAfile utility/authority.pem -untrusted utility/intermediate.pem \
            -CRLfile utility/revocations.pem utility/admin.pem
            """,
        subcommands: [IdentityInit.self, IdentityIssue.self, IdentityRevoke.self, IdentityList.self]
    )
}

/// The argument that every subcommand has.
struct AuthorityArgument: ParsableArguments {
    @Argument(help: ArgumentHelp("The authority's directory.", valueName: "dir"), completion: .directory)
    var directory: String
}

/// From when and until when something holds.
struct ValidityOptions {
    /// So many days from now; begun an hour ago, so that a clock that is a little behind does not refuse it.
    static func validity(days: Int, within outer: Validity? = nil) -> Validity {
        let now = SystemClock().now()
        let (start, end) = (now + .hours(-1), now + .hours(24 * Int64(days)))
        guard let outer else { return Validity(notBefore: start, notAfter: end) }
        return Validity(notBefore: max(start, outer.notBefore), notAfter: min(end, outer.notAfter))
    }
}

struct IdentityInit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make an organisation's authority in a new directory.",
        discussion: """
            EXAMPLE:
              commonwatt identity init utility --organisation Utility --intermediate
            """
    )

    @OptionGroup var authority: AuthorityArgument

    @Option(help: "The organisation's identifier: 1 to 64 letters, digits, '.' and '-'.")
    var organisation: String

    @Flag(help: "Also make an intermediate that issues, so that the root's key can be kept elsewhere.")
    var intermediate = false

    @Option(help: "For how many days the authority holds.")
    var days = 3_650

    func run() throws {
        guard OrganisationID(organisation) != nil else {
            throw CommandFailure.badInput(
                "--organisation \(organisation): expected 1 to 64 letters, digits, '.' and '-'"
            )
        }
        let made = try AuthorityDirectory.create(
            authority.directory,
            organisation: organisation,
            hasIntermediate: intermediate,
            validity: ValidityOptions.validity(days: days)
        )
        try StandardOutput.write(
            """
            \(made.directory) is the authority of \(organisation) now, with the fingerprint
              \(made.rootCertificate.fingerprint.hex)
            Give \(made.directory)/authority.pem to the other members and to auditors; keep the keys.
            """
        )
    }
}

struct IdentityIssue: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "issue",
        abstract: "Issue a certificate with a new key.",
        discussion: """
            EXAMPLE:
              commonwatt identity issue utility admin --role admin
            """
    )

    @OptionGroup var authority: AuthorityArgument

    @Argument(help: "The holder's name, which is the files' name too.")
    var name: String

    @Option(help: "The role: \(Role.allCases.map(\.rawValue).joined(separator: ", ")).")
    var role: String

    @Option(help: "For how many days it holds, at most as long as the authority.")
    var days = 730

    @Option(name: .customLong("dns"), help: "A host name of the holder's server; once for each.")
    var hosts: [String] = []

    @Option(name: .customLong("ip"), help: "An address of the holder's server; once for each.")
    var addresses: [String] = []

    func run() throws {
        guard Role(rawValue: role) != nil else {
            let roles = Role.allCases.map(\.rawValue).joined(separator: ", ")
            throw CommandFailure.badInput("--role \(role): expected one of \(roles)")
        }
        let directory = try AuthorityDirectory(authority.directory)
        let issuer = directory.intermediateCertificate ?? directory.rootCertificate
        let issued = try directory.issue(
            name,
            role: role,
            names: hosts.map { .dns($0) } + addresses.map { .ip($0) },
            validity: ValidityOptions.validity(days: days, within: issuer.validity)
        )
        let certificate = issued.certificate
        try StandardOutput.write(
            "\(directory.directory)/\(name).pem: \(certificate.subject), \(certificate.validity)"
        )
    }
}

struct IdentityRevoke: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "Revoke a certificate and write the next revocation list.",
        discussion: """
            The broker of a site that "commonwatt init" wrote reads the list from there, when it starts and on SIGHUP.

            EXAMPLE:
              commonwatt identity revoke site/identities site/mqtt/b03.pem --reason key-compromise
              commonwatt channel draft site/ledger --as site/identities/admin \
            --revocations site/identities/revocations.pem --out change
            """
    )

    @OptionGroup var authority: AuthorityArgument

    @Argument(help: "The name under which it was issued, or the path of the certificate.")
    var name: String

    @Option(help: "Why: \(RevocationReason.names.joined(separator: ", ")).")
    var reason = "unspecified"

    @Option(help: "In how many days the next list is due; from then on nothing that the authority issued is trusted.")
    var nextUpdateDays: Int?

    func run() throws {
        guard let why = RevocationReason(name: reason) else {
            let known = RevocationReason.names.joined(separator: ", ")
            throw CommandFailure.badInput("--reason \(reason): expected one of \(known)")
        }
        let directory = try AuthorityDirectory(authority.directory)
        let now = SystemClock().now()
        let revoked = try directory.revoke(
            name,
            reason: why,
            at: now,
            nextUpdate: nextUpdateDays.map { now + .hours(24 * Int64($0)) }
        )
        try StandardOutput.write(
            """
            \(revoked) is revoked in \(directory.directory)/revocations.pem. A site's broker refuses its next \
            connection when it has read the list again (SIGHUP, "systemctl reload mosquitto"); to end one that stands, \
            restart the broker. A ledger holds to the revocation when its \
            configuration has the list: commonwatt channel draft LEDGER --as ADMIN --revocations \
            \(directory.directory)/revocations.pem --out FILE
            """
        )
    }
}

extension RevocationReason {
    private static let named: [(String, RevocationReason)] = [
        ("unspecified", .unspecified), ("key-compromise", .keyCompromise),
        ("affiliation-changed", .affiliationChanged), ("superseded", .superseded),
        ("cessation-of-operation", .cessationOfOperation), ("privilege-withdrawn", .privilegeWithdrawn),
    ]

    /// The names of the reasons that the command knows.
    static var names: [String] { named.map(\.0) }

    /// The reason of a name.
    init?(name: String) {
        guard let reason = Self.named.first(where: { $0.0 == name })?.1 else { return nil }
        self = reason
    }

    /// The reason's name, or its number in RFC 5280.
    var name: String { Self.named.first { $0.1 == self }?.0 ?? "reason \(rawValue)" }
}
