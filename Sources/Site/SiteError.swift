/// A site cannot be written or read.
public struct SiteError: Error, Hashable, Sendable {
    /// What is wrong and what to do, with the path it concerns.
    public let message: String

    /// Creates an error.
    public init(_ message: String) {
        self.message = message
    }
}

extension SiteError: CustomStringConvertible {
    public var description: String { message }
}
