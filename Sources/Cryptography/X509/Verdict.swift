/// Whether a certificate is to be trusted, as of an instant.
public enum Verdict: Hashable, Sendable {
    /// A chain leads to a root, and everything in it was in force and not revoked.
    case trusted

    /// It is not to be trusted.
    case untrusted(Distrust)

    /// Whether it is trusted.
    public var isTrusted: Bool { self == .trusted }
}

/// Why a certificate is not trusted.
public struct Distrust: Hashable, Sendable {
    /// libcrypto's number of the reason (`X509_V_ERR_…`), as `openssl verify` prints it.
    public let code: Int32

    /// The certificate of the chain that the reason is about.
    public let subject: DistinguishedName

    /// The reason in words.
    public let reason: String
}

extension Distrust: CustomStringConvertible {
    public var description: String { "\(subject): \(reason)" }
}

extension Verdict: CustomStringConvertible {
    public var description: String {
        switch self {
        case .trusted: "trusted"
        case .untrusted(let distrust): "not trusted: \(distrust)"
        }
    }
}
