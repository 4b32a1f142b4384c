/// Where and why a text is not an endorsement policy.
public struct PolicySyntaxError: Error, Hashable, Sendable {
    /// The policy's text.
    public let text: String

    /// The place of the first character that is not as expected, counted from 1.
    public let column: Int

    /// What was expected there, and what was found.
    public let reason: String
}

extension PolicySyntaxError: CustomStringConvertible {
    public var description: String { "endorsement policy, column \(column): \(reason)" }
}
