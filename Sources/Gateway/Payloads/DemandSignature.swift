/// A demand's signature as it stands in `sig`. Whether it is one is asked of who knows the members.
public struct DemandSignature: Hashable, Sendable {
    /// `cert`: the building's certificate, DER.
    public var certificate: [UInt8]

    /// `value`: the signature, DER.
    public var value: [UInt8]

    /// Creates a signature.
    public init(certificate: [UInt8], value: [UInt8]) {
        self.certificate = certificate
        self.value = value
    }

    /// `alg`: the only algorithm, ECDSA on P-256 with SHA-256.
    public static let algorithm = "ecdsa-p256-sha256"

    private static let keys = ["alg", "cert", "value"]

    init(_ fields: Fields) throws(PayloadError) {
        try fields.check(required: Self.keys)
        guard try fields.string("alg") == Self.algorithm else {
            throw PayloadError(.invalidContent, "\"alg\" must be \"\(Self.algorithm)\"")
        }
        certificate = try fields.parsed("cert", Self.form, Base64URL.bytes)
        value = try fields.parsed("value", Self.form, Base64URL.bytes)
    }

    private static let form = "base64url without padding, and not empty"

    /// Writes the members of `sig`.
    static func write(_ writer: inout JSONWriter, _ signature: DemandSignature) {
        writer.member("alg", algorithm)
        writer.member("cert", Base64URL.text(signature.certificate))
        writer.member("value", Base64URL.text(signature.value))
    }
}
