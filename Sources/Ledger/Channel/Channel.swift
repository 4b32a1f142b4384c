import CBOR
public import Cryptography
public import Membership

/// A configuration made ready to judge by: the members, the policies, and who may sign blocks.
public struct Channel: Sendable {
    /// The configuration.
    public let configuration: ChannelConfiguration

    /// The member organisations with their trust stores.
    public let membership: Membership

    private let policies: [String: EndorsementPolicy]
    private let modificationPolicies: [ConfigurationSection: EndorsementPolicy]
    private let modificationPolicy: EndorsementPolicy

    /// Prepares a configuration.
    ///
    /// - Throws: ``ChannelError`` where a certificate, a revocation list or a policy in it cannot be used.
    public init(_ configuration: ChannelConfiguration) throws(ChannelError) {
        self.configuration = configuration
        var organisations: [Organisation] = []
        for definition in configuration.organisations { organisations.append(try Channel.organisation(definition)) }
        do {
            membership = try Membership(organisations: organisations)
        } catch {
            throw .membership(error)
        }
        let members = membership.organisationIDs
        var policies: [String: EndorsementPolicy] = [:]
        for chaincode in configuration.chaincodes {
            let owner = "chaincode '\(chaincode.name)'"
            policies[chaincode.name] = try Channel.policy(chaincode.endorsementPolicy, of: owner, members: members)
        }
        self.policies = policies
        modificationPolicy = try Channel.policy(
            configuration.modificationPolicy,
            of: "the configuration",
            members: members
        )
        var sections: [ConfigurationSection: EndorsementPolicy] = [:]
        for policy in configuration.sectionPolicies {
            let owner = "the configuration's section '\(policy.section.name)'"
            sections[policy.section] = try Channel.policy(policy.policy, of: owner, members: members)
        }
        modificationPolicies = sections
    }

    /// Who must sign a change of a section.
    public func modificationPolicy(of section: ConfigurationSection) -> EndorsementPolicy {
        modificationPolicies[section] ?? modificationPolicy
    }

    /// The endorsement policy of a chaincode, or `nil` if the channel does not have it. Redactions are endorsed as the
    /// configuration's section for them says.
    public func endorsementPolicy(of chaincode: String) -> EndorsementPolicy? {
        guard Channel.isPlain(chaincode) else { return nil }
        return chaincode == Redaction.chaincode ? modificationPolicy(of: .redactions) : policies[chaincode]
    }

    /// Whether a proposal for a channel of that name is for this one.
    public func isNamed(_ channel: String) -> Bool {
        Channel.isPlain(channel) && channel == configuration.channel
    }

    /// Names are compared as bytes: Swift takes some texts outside ASCII for equal to others within it (the Kelvin sign
    /// and the letter K).
    private static func isPlain(_ name: String) -> Bool {
        name.utf8.allSatisfy { $0 < 0x80 }
    }

    private static func organisation(_ definition: OrganisationDefinition) throws(ChannelError) -> Organisation {
        guard let id = OrganisationID(definition.id) else { throw .organisation(definition.id) }
        do {
            return try Organisation(
                id: id,
                roots: read(definition.roots),
                intermediates: read(definition.intermediates),
                revocationLists: lists(definition.revocationLists)
            )
        } catch let error as MembershipError {
            throw .membership(error)
        } catch let error as CryptoError {
            throw .certificate(organisation: definition.id, error)
        } catch {
            throw .organisation(definition.id)
        }
    }

    private static func read(_ certificates: [[UInt8]]) throws(CryptoError) -> [Certificate] {
        try certificates.map { der throws(CryptoError) in try Certificate(der: der) }
    }

    private static func lists(_ lists: [[UInt8]]) throws(CryptoError) -> [CertificateRevocationList] {
        try lists.map { der throws(CryptoError) in try CertificateRevocationList(der: der) }
    }

    /// Reads a policy. One that the members could never satisfy would lock them out.
    private static func policy(
        _ text: String,
        of owner: String,
        members: [OrganisationID]
    ) throws(ChannelError) -> EndorsementPolicy {
        let policy: EndorsementPolicy
        do {
            policy = try EndorsementPolicy(parsing: text)
        } catch {
            throw .policy(of: owner, error)
        }
        guard policy.canBeSatisfied(members: members) else { throw .unsatisfiable(of: owner, text) }
        return policy
    }
}

/// Why a configuration cannot be judged by.
public enum ChannelError: Error, Hashable, Sendable {
    /// The identifier is no organisation's.
    case organisation(String)

    /// A certificate or revocation list of an organisation cannot be read.
    case certificate(organisation: String, CryptoError)

    /// The organisations make no membership.
    case membership(MembershipError)

    /// A policy cannot be read.
    case policy(of: String, PolicySyntaxError)

    /// A policy asks for signatures of organisations that are no members, and cannot do without.
    case unsatisfiable(of: String, String)
}

extension ChannelError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .organisation(let id): "'\(id)' is not an organisation's identifier"
        case .certificate(let organisation, let error): "a certificate of organisation \(organisation): \(error)"
        case .membership(let error): error.description
        case .policy(let owner, let error): "the policy of \(owner): \(error)"
        case .unsatisfiable(let owner, let policy):
            "the policy of \(owner), \(policy), asks for organisations that are no members, so nobody could satisfy it"
        }
    }
}
