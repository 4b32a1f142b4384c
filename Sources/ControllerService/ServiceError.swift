/// The service cannot start or go on, in one sentence.
public struct ServiceError: Error, Hashable, Sendable {
    /// Whose fault it is: what a person wrote, or what is around the process.
    public enum Kind: Hashable, Sendable {
        /// A file or a certificate is wrong.
        case input

        /// The broker, the disk or another process.
        case environment
    }

    /// Whose fault it is.
    public let kind: Kind

    /// What is wrong and what to do.
    public let message: String

    /// Creates an error.
    public init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }
}

extension ServiceError: CustomStringConvertible {
    public var description: String { message }
}
