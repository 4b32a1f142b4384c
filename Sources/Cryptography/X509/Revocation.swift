public import Units

/// One certificate that its issuer no longer vouches for.
public struct Revocation: Hashable, Sendable {
    /// The certificate's number.
    public let serialNumber: SerialNumber

    /// When it was revoked, to the second. A certificate on a list is refused whatever this says.
    public let date: Instant

    /// Why, as far as the list says.
    public let reason: RevocationReason

    /// Creates an entry.
    public init(serialNumber: SerialNumber, date: Instant, reason: RevocationReason) {
        self.serialNumber = serialNumber
        self.date = date
        self.reason = reason
    }
}

/// Why a certificate was revoked; the numbers are RFC 5280's (section 5.3.1).
public enum RevocationReason: Int32, Hashable, Sendable {
    case unspecified = 0
    case keyCompromise = 1
    case authorityCompromise = 2
    case affiliationChanged = 3
    case superseded = 4
    case cessationOfOperation = 5
    case certificateHold = 6
    case removeFromList = 8
    case privilegeWithdrawn = 9
    case attributeAuthorityCompromise = 10
}
