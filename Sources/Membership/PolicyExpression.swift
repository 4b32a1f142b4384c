/// The tree of an endorsement policy.
public indirect enum PolicyExpression: Hashable, Sendable {
    /// A signature of an organisation's `role`, or of any role if that is `nil` (Fabric's `member`).
    case signature(OrganisationID, Role?)

    /// That many of the branches; all of them is `AND`, one is `OR`.
    case outOf(Int, [PolicyExpression])

    /// A signature of the role (any role if that is `nil`) from as many of the channel's organisations as the rule
    /// asks for.
    case organisations(MetaRule, Role?)

    /// How many of the channel's organisations are asked for (Fabric's `ImplicitMetaPolicy`).
    public enum MetaRule: String, CaseIterable, Hashable, Sendable {
        /// One.
        case any = "ANY"

        /// More than half.
        case majority = "MAJORITY"

        /// Every one.
        case all = "ALL"

        /// How many of `count` organisations the rule asks for. Of none at all, one: it cannot be satisfied.
        public func threshold(of count: Int) -> Int {
            switch self {
            case .any: 1
            case .majority: count / 2 + 1
            case .all: max(1, count)
            }
        }
    }

    /// Both or all of some expressions.
    public static func and(_ branches: PolicyExpression...) -> PolicyExpression { .outOf(branches.count, branches) }

    /// One of some expressions.
    public static func or(_ branches: PolicyExpression...) -> PolicyExpression { .outOf(1, branches) }
}

extension PolicyExpression: CustomStringConvertible {
    /// The expression as text; reading it gives the same expression.
    public var description: String {
        switch self {
        case .signature(let organisation, let role):
            return "'\(organisation).\(Self.name(of: role))'"
        case .organisations(let rule, let role):
            return "\(rule.rawValue) \(Self.name(of: role))"
        case .outOf(let count, let branches):
            let list = branches.map(\.description).joined(separator: ", ")
            if count == 1 { return "OR(\(list))" }
            return count == branches.count ? "AND(\(list))" : "OutOf(\(count), \(list))"
        }
    }

    /// The name of any role.
    static let member = "member"

    private static func name(of role: Role?) -> String { role?.rawValue ?? member }
}
