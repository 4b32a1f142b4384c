import Controller
import Gateway
import Membership
import SignedDemands
import Units

/// Asks of every demand whether its building signed it.
struct DemandVerifier: Sendable {
    let site: String
    /// Whether a demand without a signature is refused.
    let isRequired: Bool
    /// The members, as the channel's configuration in force has them.
    let membership: @Sendable () -> Membership
    let clock: SystemClock

    /// What the ledger keeps of a demand: the payload as it came, or what was signed, by whom, and the signature.
    ///
    /// - Throws: ``UnauthorisedDemand``.
    func evidence(of message: DemandMessage) throws(UnauthorisedDemand) -> [UInt8] {
        guard let signature = message.demand.signature else {
            if isRequired { throw UnauthorisedDemand(message: message, reason: .missing) }
            return message.payload
        }
        let signed = SignedDemand(
            statement: message.demand.statement(site: site, building: message.building).signedBytes,
            certificate: signature.certificate,
            signature: signature.value
        )
        do {
            _ = try signed.verify(by: membership(), at: clock.now())
        } catch {
            throw UnauthorisedDemand(message: message, reason: error)
        }
        return signed.encoded
    }
}

/// A demand of which nobody can say that its building made it.
struct UnauthorisedDemand: Error {
    let message: DemandMessage
    let reason: SignatureRefusal
}
