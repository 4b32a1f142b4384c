public import Units

/// The files with which the page speaks TLS, all PEM.
public struct WebTLSFiles: Hashable, Sendable {
    /// The path of the page's certificate, with the authorities between it and its root behind it.
    public var certificate: String

    /// The path of the certificate's private key.
    public var key: String

    /// The paths of the authorities whose clients may look without a token; empty where no certificate will do.
    public var clientAuthorities: [String]

    /// The paths of the lists of client certificates that are no longer believed.
    public var clientRevocations: [String]

    /// Names the files.
    public init(
        certificate: String,
        key: String,
        clientAuthorities: [String] = [],
        clientRevocations: [String] = []
    ) {
        self.certificate = certificate
        self.key = key
        self.clientAuthorities = clientAuthorities
        self.clientRevocations = clientRevocations
    }

    /// Checks that the files are there, are what they should be, and belong together.
    ///
    /// - Throws: ``WebTLSError``, which names the file and says what to do.
    public func check() throws(WebTLSError) {
        _ = try TLSMaterial(self)
    }

    /// What is wrong with the dates of the page's certificate at an instant, in a sentence; `nil` if nothing is.
    ///
    /// - Throws: ``WebTLSError``, as ``check()`` does.
    public func lapse(at instant: Instant) throws(WebTLSError) -> String? {
        let certificate = try TLSMaterial(self).certificate
        guard certificate.isOfItsTime(instant) else {
            let state = certificate.hasBegun(instant) ? "has expired" : "is not valid yet"
            return "\(self.certificate): the page's certificate \(state); put a new one in its place"
        }
        return nil
    }

    var all: [String] { [certificate, key] + clientAuthorities + clientRevocations }
}

/// A file of the page's TLS is missing or wrong, in one sentence.
public struct WebTLSError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong and what to do.
    public let description: String

    init(_ description: String) { self.description = description }
}
