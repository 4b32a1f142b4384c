public import Cryptography

/// A member organisation: its identifier and the authorities that vouch for its people and machines.
public struct Organisation: Sendable {
    /// The organisation's identifier.
    public let id: OrganisationID

    /// The organisation's roots, intermediates and revocation lists.
    public let trustStore: TrustStore

    /// Creates an organisation.
    ///
    /// - Throws: ``MembershipError`` where the authorities and lists make no trust store.
    public init(
        id: OrganisationID,
        roots: [Certificate],
        intermediates: [Certificate] = [],
        revocationLists: [CertificateRevocationList] = []
    ) throws(MembershipError) {
        self.id = id
        do throws(CryptoError) {
            self.trustStore = try TrustStore(
                roots: roots,
                intermediates: intermediates,
                revocationLists: revocationLists
            )
        } catch {
            throw .trustStore(id, error)
        }
    }
}
