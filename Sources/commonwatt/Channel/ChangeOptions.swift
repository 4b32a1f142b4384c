import AllocationContract
import ArgumentParser
import ConfigurationFiles
import ControllerService
import Cryptography
import Ledger
import Membership
import Units

/// What a draft changes.
struct ChangeOptions: ParsableArguments {
    @Option(
        name: .customLong("organisation"),
        help: ArgumentHelp(
            "A directory with an organisation's certificates and lists (PEM): it joins, or has these from now on.",
            valueName: "dir"
        ),
        completion: .directory
    )
    var organisations: [String] = []

    @Option(name: .customLong("remove-organisation"), help: "The identifier of an organisation that leaves.")
    var leavers: [String] = []

    @Option(help: "Revocation lists (PEM) that take the place of those of the organisation that signed them.")
    var revocations: [String] = []

    @Option(
        name: .customLong("orderer"),
        help: "The certificate (PEM) of whoever signs blocks from now on; once for each."
    )
    var orderers: [String] = []

    @Option(help: "The most transactions of a block.")
    var maxCount: Int?

    @Option(help: "The most bytes of a block.")
    var preferredBytes: Int?

    @Option(help: "The most bytes of a transaction.")
    var absoluteBytes: Int?

    @Option(help: "How many milliseconds a transaction waits at most for its block.")
    var timeoutMs: Int64?

    @Option(help: "A cluster file whose terms and policy hold from the next period on.")
    var terms: String?

    @Flag(help: "Members' factors (RAF) that follow from the demand that the ledger has recorded (Eq. 4.1).")
    var rafFromLedger = false

    @Flag(help: "Run the allocation contract as this program has it.")
    var contract = false

    @Option(help: "Who must endorse an allocation, for example \"OR('Operator.peer')\".")
    var endorsementPolicy: String?

    @Option(
        name: .customLong("policy"),
        help: ArgumentHelp(
            "Who must sign changes: \"MAJORITY admin\"; of a section: \"terms=ALL admin\", or \"terms=\" to end that.",
            valueName: "[section=]policy"
        )
    )
    var policies: [String] = []
}

extension ChangeOptions {
    /// Makes the changes.
    ///
    /// - Parameter recorded: What the ledger has recorded of the members' demand, if their factors are to follow it.
    func apply(to edit: inout ConfigurationEdit, recorded: RecordedFactors?) throws(CommandFailure) {
        for directory in organisations { edit.set(try OrganisationDirectory.read(directory)) }
        for id in leavers {
            guard edit.organisations.contains(where: { $0.id == id }) else {
                let members = edit.organisations.map(\.id).joined(separator: ", ")
                throw .badInput("--remove-organisation \(id): the members are \(members)")
            }
            edit.organisations.removeAll { $0.id == id }
        }
        for file in revocations { try replaceLists(from: file, in: &edit) }
        if !orderers.isEmpty {
            var fingerprints: [Digest] = []
            for file in orderers { fingerprints.append(try orderer(file).certificate.fingerprint) }
            edit.orderers = fingerprints
        }
        let old = edit.cutting
        edit.cutting = CuttingLimits(
            maximumCount: maxCount ?? old.maximumCount,
            preferredBytes: preferredBytes ?? old.preferredBytes,
            absoluteBytes: absoluteBytes ?? old.absoluteBytes,
            timeout: timeoutMs.map { .milliseconds($0) } ?? old.timeout
        )
        try changeContract(in: &edit, recorded: recorded)
        for policy in policies { try change(policy, in: &edit) }
    }

    private func replaceLists(from file: String, in edit: inout ConfigurationEdit) throws(CommandFailure) {
        let lists = try OrganisationDirectory.lists(file)
        let owner = edit.organisations.first { organisation in
            let authorities = (organisation.roots + organisation.intermediates).compactMap { try? Certificate(der: $0) }
            return !lists.isEmpty && lists.allSatisfy { list in authorities.contains { list.isSigned(by: $0) } }
        }
        guard let owner else {
            throw .badInput(
                "\(file): expected revocation lists (PEM) that one member organisation's authorities signed"
            )
        }
        edit.set(
            OrganisationDefinition(
                id: owner.id,
                roots: owner.roots,
                intermediates: owner.intermediates,
                revocationLists: lists.map(\.der)
            )
        )
    }

    /// Confirms that those who are to sign blocks are members under the changed configuration, or nobody could.
    func checkOrderers(in channel: Channel, at instant: Instant) throws(CommandFailure) {
        for file in orderers {
            guard case .refused(let reason) = channel.membership.validate(try orderer(file), at: instant) else {
                continue
            }
            throw .badInput("--orderer \(file): \(reason)")
        }
    }

    private func orderer(_ file: String) throws(CommandFailure) -> Identity {
        let certificates = try OrganisationDirectory.certificates(file)
        guard let certificate = certificates.first, certificates.count == 1,
            let identity = try? Identity(certificate: certificate), identity.role == .orderer
        else { throw .badInput("--orderer \(file): expected one certificate with the role orderer") }
        return identity
    }

    private func changeContract(
        in edit: inout ConfigurationEdit,
        recorded: RecordedFactors?
    ) throws(CommandFailure) {
        guard terms != nil || contract || endorsementPolicy != nil || recorded != nil else { return }
        guard let old = edit.chaincodes.first(where: { $0.name == AllocationContract.name }) else {
            throw .badInput("the channel has no chaincode '\(AllocationContract.name)'")
        }
        let stated = try terms.map { path throws(CommandFailure) in try Self.terms(path) } ?? old.terms
        edit.set(
            ChaincodeDefinition(
                name: old.name,
                identity: contract ? AllocationContract.identity : old.identity,
                endorsementPolicy: endorsementPolicy ?? old.endorsementPolicy,
                terms: try recorded.map { recorded throws(CommandFailure) in try recorded.applied(to: stated) }
                    ?? stated,
                hasPrivateValues: old.hasPrivateValues
            )
        )
    }

    private static func terms(_ path: String) throws(CommandFailure) -> [UInt8] {
        do {
            let cluster = try ClusterFile.read(path)
            guard let policy = cluster.policyPath else {
                throw CommandFailure.badInput("\(path): policy: the terms need a policy file")
            }
            return SiteLedger.terms(of: cluster, policy: try PolicyFile.read(policy)).encoded
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw .badInput("\(error)")
        }
    }

    private func change(_ text: String, in edit: inout ConfigurationEdit) throws(CommandFailure) {
        guard let equals = text.firstIndex(of: "=") else {
            edit.modificationPolicy = text
            return
        }
        let name = String(text[..<equals])
        guard let section = ConfigurationSection(name: name) else {
            let known = ConfigurationSection.allCases.map(\.name).joined(separator: ", ")
            throw .badInput("--policy \(text): '\(name)' is no section; sections are \(known)")
        }
        let policy = String(text[text.index(after: equals)...])
        edit.set(policy.isEmpty ? nil : policy, of: section)
    }
}
