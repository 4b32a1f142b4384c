/// A part of the configuration that can have a modification policy of its own.
///
/// The set is closed: whatever is in no section is changed as the policies themselves are. An organisation's own
/// intermediates and revocation lists are no section: its own administrator changes them, or whoever may change
/// ``organisations``.
public enum ConfigurationSection: Int, Hashable, Sendable, CaseIterable {
    /// Who is a member, and by which roots.
    case organisations = 1

    /// Whose keys sign blocks.
    case orderers = 2

    /// When blocks are cut.
    case cutting = 3

    /// Which chaincodes there are, what they run, and who endorses.
    case chaincodes = 4

    /// The chaincodes' terms, such as cap, battery and prices.
    case terms = 5

    /// The modification policies.
    case policies = 6

    /// Whose key signs checkpoints, who witnesses them, and how often they are made.
    case checkpoints = 7

    /// Which transactions' content may be dropped. The configuration has no such part: the policy is for ``Redaction``
    /// transactions.
    case redactions = 8

    /// The section's name in policies, commands and messages.
    public var name: String {
        switch self {
        case .organisations: "organisations"
        case .orderers: "orderers"
        case .cutting: "cutting"
        case .chaincodes: "chaincodes"
        case .terms: "terms"
        case .policies: "policies"
        case .checkpoints: "checkpoints"
        case .redactions: "redactions"
        }
    }

    /// The section of a name, else `nil`.
    public init?(name: String) {
        guard let section = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = section
    }
}

/// The modification policy of a section.
public struct SectionPolicy: Hashable, Sendable {
    /// The section.
    public let section: ConfigurationSection

    /// Who must sign, as a policy expression.
    public let policy: String

    /// Creates a policy.
    public init(_ section: ConfigurationSection, _ policy: String) {
        self.section = section
        self.policy = policy
    }
}
