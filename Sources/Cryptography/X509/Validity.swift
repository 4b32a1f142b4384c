public import Units

/// The time in which a certificate or a revocation list is in force: from `notBefore` until just before `notAfter`.
///
/// X.509 keeps whole seconds; instants between two seconds are taken back to the earlier one. libcrypto counts the
/// second `notAfter` itself as expired, and so does this project.
public struct Validity: Hashable, Sendable {
    /// The first instant.
    public let notBefore: Instant

    /// The first instant after it.
    public let notAfter: Instant

    /// Creates a validity; it holds nothing if `notAfter` is not after `notBefore`.
    public init(notBefore: Instant, notAfter: Instant) {
        self.notBefore = notBefore
        self.notAfter = notAfter
    }

    /// Whether it is in force at an instant.
    public func contains(_ instant: Instant) -> Bool {
        notBefore <= instant && instant < notAfter
    }

    /// Whether all of `other` lies within this one.
    public func contains(_ other: Validity) -> Bool {
        notBefore <= other.notBefore && other.notAfter <= notAfter
    }
}

extension Validity: CustomStringConvertible {
    public var description: String { "\(Timestamp.text(notBefore)) to \(Timestamp.text(notAfter))" }
}
