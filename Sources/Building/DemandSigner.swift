public import Allocation
public import Cryptography
public import Gateway
import SignedDemands

/// Signs demands in a building's name: with the key that its connection to the broker uses.
public struct DemandSigner: Sendable {
    private let certificate: Certificate
    private let key: SigningKey

    /// Creates a signer of a certificate and its key.
    public init(certificate: Certificate, key: SigningKey) {
        self.certificate = certificate
        self.key = key
    }

    /// The demand with its signature. It is made anew each time that a demand is sent, because the time is signed too.
    ///
    /// - Throws: `CryptoError` if the key cannot sign.
    public func signed(
        _ demand: DemandPayload,
        site: String,
        building: BuildingID
    ) throws(CryptoError) -> DemandPayload {
        let signed = try SignedDemand(
            demand.statement(site: site, building: building),
            certificate: certificate,
            key: key
        )
        var demand = demand
        demand.signature = DemandSignature(certificate: signed.certificate, value: signed.signature)
        return demand
    }
}
