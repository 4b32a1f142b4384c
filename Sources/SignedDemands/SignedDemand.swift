public import CBOR
public import Cryptography

/// A demand that its building signed: evidence that neither the building nor the controller can make up or deny.
public struct SignedDemand: Hashable, Sendable {
    /// The bytes that were signed (``DemandStatement/signedBytes``).
    public let statement: [UInt8]

    /// The building's certificate, DER.
    public let certificate: [UInt8]

    /// The signature of the statement's SHA-256 digest, DER with the low `s`.
    public let signature: [UInt8]

    /// Puts a statement, a certificate and a signature together; whether they fit is asked of
    /// ``verify(by:at:)``.
    public init(statement: [UInt8], certificate: [UInt8], signature: [UInt8]) {
        self.statement = statement
        self.certificate = certificate
        self.signature = signature
    }

    /// Signs a statement.
    ///
    /// - Throws: `CryptoError` if the key cannot sign.
    public init(
        _ statement: DemandStatement,
        certificate: Certificate,
        key: SigningKey
    ) throws(CryptoError) {
        let bytes = statement.signedBytes
        self.init(statement: bytes, certificate: certificate.der, signature: try key.sign(bytes))
    }
}

// MARK: On the ledger

extension SignedDemand {
    /// `[statement, certificate, signature]` as deterministic CBOR: what a transaction keeps of the building's message.
    public var encoded: [UInt8] {
        var writer = CBORWriter(capacity: statement.count + certificate.count + signature.count + 16)
        writer.array(3)
        writer.bytes(statement)
        writer.bytes(certificate)
        writer.bytes(signature)
        return writer.encoded
    }

    /// Whether a transaction's message is a signed demand, by its first byte. The message of an unsigned one is JSON,
    /// which cannot begin so.
    public static func isKept(in message: [UInt8]) -> Bool {
        message.first == 0x83
    }

    /// Reads what a transaction kept.
    ///
    /// - Throws: `CBORError` where the bytes are anything but ``encoded``.
    public init(encoded: [UInt8]) throws(CBORError) {
        var reader = CBORReader(encoded)
        try reader.array(of: 3)
        self.init(statement: try reader.bytes(), certificate: try reader.bytes(), signature: try reader.bytes())
        try reader.finish()
    }
}
