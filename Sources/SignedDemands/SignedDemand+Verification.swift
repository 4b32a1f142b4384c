public import Allocation
public import Cryptography
public import Membership
public import Units

extension SignedDemand {
    /// Judges whether the building that the statement names signed it, as of an instant.
    ///
    /// - Returns: What was signed.
    /// - Throws: ``SignatureRefusal``.
    public func verify(by membership: Membership, at instant: Instant) throws(SignatureRefusal) -> DemandStatement {
        guard let read = DemandStatement(signedBytes: statement) else { throw .statement }
        let certificate: Certificate
        do { certificate = try Certificate(der: self.certificate) } catch { throw .certificate(error) }
        guard certificate.commonName == read.building.text else {
            throw .foreignCertificate(certificate.commonName, building: read.building)
        }
        let identity: Identity
        do { identity = try Identity(certificate: certificate) } catch { throw .identity(error) }
        if case .refused(let refusal) = membership.validate(identity, at: instant) { throw .identity(refusal) }
        guard certificate.publicKey.isValid(signature: signature, for: statement) else { throw .signature }
        return read
    }
}

/// Why a signed demand is not what it says.
public enum SignatureRefusal: Error, Hashable, Sendable {
    /// A cluster that demands signatures got a demand without one.
    case missing

    /// The signed bytes are no statement.
    case statement

    /// The certificate cannot be read.
    case certificate(CryptoError)

    /// The certificate is somebody else's than the building's that the topic names.
    case foreignCertificate(String, building: BuildingID)

    /// No member organisation vouches for the certificate.
    case identity(IdentityRefusal)

    /// The certificate's key did not sign these bytes in the one accepted form.
    case signature
}

extension SignatureRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .missing: "\"sig\" is missing; this cluster takes signed demands only"
        case .statement: "\"sig\": what was signed is no demand"
        case .certificate(let error): "\"sig\": the certificate cannot be read: \(error)"
        case .foreignCertificate(let name, let building):
            "\"sig\": the certificate is that of '\(name)', and the topic is that of '\(building)'"
        case .identity(let refusal): "\"sig\": \(refusal)"
        case .signature:
            "\"sig\": the certificate's key has not signed this demand (ECDSA on P-256 with SHA-256, DER, low s, over "
                + "the lines that the interface defines)"
        }
    }
}
