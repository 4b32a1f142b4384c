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
        var policies: [String: EndorsementPolicy] = [:]
        for chaincode in configuration.chaincodes {
            let policy = try Channel.policy(chaincode.endorsementPolicy, of: "chaincode '\(chaincode.name)'")
            policies[chaincode.name] = policy
        }
        self.policies = policies
        _ = try Channel.policy(configuration.modificationPolicy, of: "the configuration")
    }

    /// The endorsement policy of a chaincode, or `nil` if the channel does not have it.
    public func endorsementPolicy(of chaincode: String) -> EndorsementPolicy? {
        Channel.isPlain(chaincode) ? policies[chaincode] : nil
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

    private static func policy(_ text: String, of owner: String) throws(ChannelError) -> EndorsementPolicy {
        do {
            return try EndorsementPolicy(parsing: text)
        } catch {
            throw .policy(of: owner, error)
        }
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
}

extension ChannelError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .organisation(let id): "'\(id)' is not an organisation's identifier"
        case .certificate(let organisation, let error): "a certificate of organisation \(organisation): \(error)"
        case .membership(let error): error.description
        case .policy(let owner, let error): "the policy of \(owner): \(error)"
        }
    }
}
