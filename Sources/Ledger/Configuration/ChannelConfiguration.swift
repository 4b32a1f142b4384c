public import Cryptography
public import Units

/// The configuration of a channel: who takes part, who must agree to what, how blocks are cut, and which chaincodes run
/// (thesis, A.4.6).
///
/// It is the argument of a transaction; the genesis block holds the first and nothing else.
public struct ChannelConfiguration: Hashable, Sendable {
    /// The version of the ledger's formats that this software writes and reads.
    public static let formatVersion = 1

    /// The channel's name.
    public let channel: String

    /// The number of configurations before this one.
    public internal(set) var sequence: Int

    /// The organisations, by ascending identifier.
    public internal(set) var organisations: [OrganisationDefinition]

    /// Who must sign a change of the configuration, as a policy expression, unless ``sectionPolicies`` says otherwise.
    public internal(set) var modificationPolicy: String

    /// Who must sign a change of a section that has a policy of its own, in the order of the sections.
    public internal(set) var sectionPolicies: [SectionPolicy]

    /// When blocks are cut.
    public internal(set) var cutting: CuttingLimits

    /// The fingerprints of the certificates whose keys may sign blocks, ascending.
    public internal(set) var orderers: [Digest]

    /// The chaincodes, by ascending name.
    public internal(set) var chaincodes: [ChaincodeDefinition]

    /// How the ledger commits to itself in checkpoints; `nil` if it does not.
    public internal(set) var checkpoints: CheckpointTerms?

    /// Creates a configuration; lists are put in their order.
    ///
    /// - Throws: ``ConfigurationError``.
    public init(
        channel: String,
        sequence: Int = 0,
        organisations: [OrganisationDefinition],
        modificationPolicy: String,
        sectionPolicies: [SectionPolicy] = [],
        cutting: CuttingLimits = .standard,
        orderers: [Digest],
        chaincodes: [ChaincodeDefinition],
        checkpoints: CheckpointTerms? = nil
    ) throws(ConfigurationError) {
        self.channel = channel
        self.sequence = sequence
        self.organisations = organisations
        self.modificationPolicy = modificationPolicy
        self.sectionPolicies = sectionPolicies
        self.cutting = cutting
        self.orderers = orderers
        self.chaincodes = chaincodes
        self.checkpoints = checkpoints
        sort()
        try check()
    }

    /// Puts the lists in their order.
    mutating func sort() {
        organisations.sort { precedes(Array($0.id.utf8), Array($1.id.utf8)) }
        sectionPolicies.sort { $0.section.rawValue < $1.section.rawValue }
        orderers.sort()
        chaincodes.sort { precedes(Array($0.name.utf8), Array($1.name.utf8)) }
    }

    /// Who must sign a change of a section, as a policy expression.
    public func modificationPolicy(of section: ConfigurationSection) -> String {
        sectionPolicies.first { $0.section == section }?.policy ?? modificationPolicy
    }

    /// The definition of a chaincode, or `nil` if the channel does not have it.
    public func chaincode(named name: String) -> ChaincodeDefinition? {
        chaincodes.first { $0.name == name }
    }

    /// Whether the ledger has hashes in place of a chaincode's values.
    public func hasPrivateValues(_ chaincode: String) -> Bool {
        self.chaincode(named: chaincode)?.hasPrivateValues ?? false
    }
}

/// An organisation of a channel, with what its members' certificates are judged by.
public struct OrganisationDefinition: Hashable, Sendable {
    /// The organisation's identifier, for example `Operator`.
    public let id: String

    /// Its root certificates (DER).
    public let roots: [[UInt8]]

    /// Its intermediate certificates (DER).
    public let intermediates: [[UInt8]]

    /// Its revocation lists (DER).
    public let revocationLists: [[UInt8]]

    /// Creates a definition.
    public init(id: String, roots: [[UInt8]], intermediates: [[UInt8]] = [], revocationLists: [[UInt8]] = []) {
        self.id = id
        self.roots = roots
        self.intermediates = intermediates
        self.revocationLists = revocationLists
    }
}

/// A chaincode of a channel, and who must endorse its transactions.
public struct ChaincodeDefinition: Hashable, Sendable {
    /// The name in proposals and the namespace of the state.
    public let name: String

    /// What is run: a hash of the chaincode's source, so that an audit executes the right one.
    public let identity: Digest

    /// Who must endorse, as a policy expression, for example `OR('Operator.peer')`.
    public let endorsementPolicy: String

    /// The chaincode's own terms, as it encodes them; the ledger does not look inside.
    public let terms: [UInt8]

    /// Whether the ledger has salted hashes in place of the chaincode's values: arguments, values written, answers. A
    /// chaincode begins one way or the other and stays so.
    public let hasPrivateValues: Bool

    /// Creates a definition.
    public init(
        name: String,
        identity: Digest,
        endorsementPolicy: String,
        terms: [UInt8],
        hasPrivateValues: Bool = false
    ) {
        self.name = name
        self.identity = identity
        self.endorsementPolicy = endorsementPolicy
        self.terms = terms
        self.hasPrivateValues = hasPrivateValues
    }
}

/// When a block is cut: Fabric's `MaxMessageCount`, `PreferredMaxBytes`, `AbsoluteMaxBytes` and `BatchTimeout`.
public struct CuttingLimits: Hashable, Sendable {
    /// The most transactions of a block.
    public let maximumCount: Int

    /// The most bytes of a block's envelopes, but for a single larger one, which gets a block of its own.
    public let preferredBytes: Int

    /// The most bytes of an envelope.
    public let absoluteBytes: Int

    /// How long a transaction waits at most for its block to be cut.
    public let timeout: Interval

    /// 500 transactions, 1 MiB, at most 10 MiB in one envelope, 100 ms.
    public static let standard = CuttingLimits(
        maximumCount: 500,
        preferredBytes: 1 << 20,
        absoluteBytes: 10 << 20,
        timeout: .milliseconds(100)
    )

    /// Creates limits.
    public init(maximumCount: Int, preferredBytes: Int, absoluteBytes: Int, timeout: Interval) {
        self.maximumCount = maximumCount
        self.preferredBytes = preferredBytes
        self.absoluteBytes = absoluteBytes
        self.timeout = timeout
    }
}

extension ChannelConfiguration {
    /// The chaincode name of configuration transactions; no chaincode of a channel can have it.
    public static let chaincode = "_config"

    /// The function that sets a configuration; its only argument is the configuration's bytes.
    public static let function = "set"
}
