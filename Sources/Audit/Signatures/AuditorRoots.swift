public import Cryptography
import Ledger

/// The root certificates that the auditor holds, from the members themselves: what the ledger says of them is compared
/// with these, never believed.
public struct AuditorRoots: Sendable {
    /// A root and the organisation that it is held for.
    public struct Root: Hashable, Sendable {
        /// The certificate.
        public let certificate: Certificate

        /// The identifier of the organisation.
        public let organisation: String

        /// Creates a root.
        ///
        /// - Parameters:
        ///   - certificate: The root's certificate.
        ///   - organisation: The organisation; that of the certificate's subject (`O`), if none is given.
        public init(_ certificate: Certificate, of organisation: String? = nil) {
            self.certificate = certificate
            self.organisation = organisation ?? certificate.organisation
        }
    }

    /// The roots.
    public let roots: [Root]

    /// Creates the auditor's roots.
    public init(_ roots: [Root]) {
        self.roots = roots
    }
}

extension AuditorRoots {
    /// Confirms that the organisations of a configuration have no other roots than the auditor holds for them.
    func confirm(_ configuration: ChannelConfiguration, at place: Divergence.Place) throws(Divergence) {
        for organisation in configuration.organisations {
            let held = roots.filter { $0.organisation == organisation.id }.map(\.certificate)
            for root in organisation.roots where !held.contains(where: { $0.der == root }) {
                throw Divergence(
                    level: .signatures,
                    place: place,
                    subject: "root of organisation \(organisation.id)",
                    expected: held.isEmpty
                        ? "a root that the auditor holds; none is held for this organisation"
                        : held.map { "\($0.subject) with fingerprint \($0.fingerprint.hex)" }.joined(separator: " or "),
                    found: Self.text(root)
                )
            }
        }
    }

    private static func text(_ root: [UInt8]) -> String {
        let fingerprint = Digest.sha256(root).hex
        guard let certificate = try? Certificate(der: root) else { return "bytes with fingerprint \(fingerprint)" }
        return "\(certificate.subject) with fingerprint \(fingerprint)"
    }
}
