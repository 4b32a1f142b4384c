/// Why something could not be done with a broker; its description is a sentence for a person.
public struct MQTTError: Error, Hashable, Sendable {
    /// What a program may want to tell apart.
    public let code: Code

    /// What happened, with what, and what to do about it.
    public let sentence: String

    /// Creates an error.
    public init(_ code: Code, _ sentence: String) {
        self.code = code
        self.sentence = sentence
    }

    /// The kinds of ``MQTTError``.
    @nonexhaustive
    public enum Code: Hashable, Sendable {
        /// An argument or a configuration value cannot be used.
        case invalidArgument

        /// A TLS file is missing, unreadable, or no certificate or key; or the key is another certificate's.
        case tlsFile

        /// The host's name cannot be resolved.
        case hostUnknown

        /// Nothing listens at the port, or the network does not reach it.
        case brokerUnreachable

        /// The broker's certificate is not acceptable: expired, untrusted, or for another host.
        case brokerCertificate

        /// The broker does not accept this client's certificate.
        case clientCertificate

        /// TLS failed for another reason.
        case tls

        /// The broker refused the connection in its CONNACK.
        case connectionRefused

        /// The broker did not answer in time.
        case timeout

        /// The connection was lost.
        case connectionLost

        /// Another client connected with the same identifier.
        case sessionTakenOver

        /// The broker does not let this client do that.
        case notAuthorised

        /// The broker refused a message or a subscription for another reason.
        case refused

        /// The message is larger than the broker accepts.
        case tooLarge

        /// Too many messages wait to be acknowledged.
        case queueFull

        /// The message's time ran out before there was a connection.
        case expired

        /// The subscriber did not keep up and its buffer ran over.
        case overflow

        /// Another subscription of this client asks for some of the same topics.
        case filterInUse

        /// The client has stopped.
        case closed

        /// The task that asked was cancelled.
        case cancelled
    }
}

extension MQTTError: CustomStringConvertible {
    public var description: String { sentence }
}
