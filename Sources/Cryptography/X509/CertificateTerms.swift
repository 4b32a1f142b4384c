/// What a certificate's key may be used for in TLS (RFC 5280 section 4.2.1.12).
public struct ExtendedKeyUsage: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// To open TLS connections.
    public static let clientAuthentication = ExtendedKeyUsage(rawValue: 1)

    /// To accept TLS connections.
    public static let serverAuthentication = ExtendedKeyUsage(rawValue: 2)
}

/// Another name of a certificate's holder, under which TLS clients look for it (RFC 5280 section 4.2.1.6).
public enum AlternativeName: Hashable, Sendable {
    /// A host name, possibly with a `*` as its first label.
    case dns(String)

    /// An IPv4 or IPv6 address as text.
    case ip(String)
}

/// What the certificate of a client, peer, orderer or administrator is to say.
public struct CertificateTerms: Hashable, Sendable {
    /// Whom the certificate names; the `OU`s are roles.
    public var subject: DistinguishedName

    /// When it is in force.
    public var validity: Validity

    /// What its key may be used for in TLS; with none, the certificate does not limit it.
    public var extendedKeyUsage: ExtendedKeyUsage

    /// The names and addresses of the holder's server.
    public var alternativeNames: [AlternativeName]

    /// Creates the terms of a certificate.
    public init(
        subject: DistinguishedName,
        validity: Validity,
        extendedKeyUsage: ExtendedKeyUsage = [],
        alternativeNames: [AlternativeName] = []
    ) {
        self.subject = subject
        self.validity = validity
        self.extendedKeyUsage = extendedKeyUsage
        self.alternativeNames = alternativeNames
    }
}
