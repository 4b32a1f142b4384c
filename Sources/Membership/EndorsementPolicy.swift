/// Who has to sign, as a monotone expression over organisations and roles (thesis Section A.3.2).
///
/// The text is Fabric's: `AND`, `OR` and `OutOf(n, …)` over principals `'Org.role'`, nested at will, where a role is
/// `client`, `peer`, `orderer`, `admin`, or `member` for any of them. As in Fabric's implicit meta policies,
/// `MAJORITY admin`, `ANY peer` and `ALL peer` count organisations of the channel; they may stand wherever a
/// principal may.
///
/// A signature counts for one principal of the expression only: `AND('A.peer', 'A.peer')` asks for two peers.
public struct EndorsementPolicy: Hashable, Sendable {
    /// The policy as a tree, within the limits.
    public let expression: PolicyExpression

    /// Whether the policy depends on who the channel's organisations are.
    let countsOrganisations: Bool

    /// How many principals and meta rules a policy may name.
    public static let leavesMax = 128

    /// How deep gates may be nested.
    public static let depthMax = 16

    /// How many bytes a policy's text may have.
    public static let textBytesMax = 16_384

    /// Takes a tree as a policy.
    ///
    /// - Throws: ``PolicyError`` where a gate asks for fewer than one or more than all of its branches, or the tree is
    ///   too large.
    public init(_ expression: PolicyExpression) throws(PolicyError) {
        var leaves = 0
        try Self.check(expression, depth: 1, leaves: &leaves)
        self.expression = expression
        self.countsOrganisations = expression.countsOrganisations
    }

    /// Reads a policy's text.
    ///
    /// - Throws: ``PolicySyntaxError`` with the column at which the text ceases to be a policy.
    public init(parsing text: String) throws(PolicySyntaxError) {
        var parser = PolicyParser(text)
        self.expression = try parser.parse()
        self.countsOrganisations = expression.countsOrganisations
    }

    private static func check(_ expression: PolicyExpression, depth: Int, leaves: inout Int) throws(PolicyError) {
        guard case .outOf(let count, let branches) = expression else {
            leaves += 1
            guard leaves <= leavesMax else { throw .tooManyLeaves }
            return
        }
        guard depth <= depthMax else { throw .tooDeep }
        guard (1...max(1, branches.count)).contains(count), !branches.isEmpty else {
            throw .threshold(count, of: branches.count)
        }
        for branch in branches { try check(branch, depth: depth + 1, leaves: &leaves) }
    }
}

extension EndorsementPolicy: CustomStringConvertible {
    /// The policy's text; reading it gives the same policy.
    public var description: String { expression.description }
}

/// Why a tree is not a policy.
public enum PolicyError: Error, Hashable, Sendable {
    /// A gate asks for fewer than one or more than all of its branches.
    case threshold(Int, of: Int)

    /// There are more than ``EndorsementPolicy/leavesMax`` principals and meta rules.
    case tooManyLeaves

    /// Gates are nested deeper than ``EndorsementPolicy/depthMax``.
    case tooDeep
}

extension PolicyError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .threshold(let count, let branches):
            "\(count) out of \(branches) branches cannot be asked for; expected 1 to \(branches)"
        case .tooManyLeaves:
            "a policy names at most \(EndorsementPolicy.leavesMax) principals"
        case .tooDeep:
            "gates are nested at most \(EndorsementPolicy.depthMax) deep"
        }
    }
}
