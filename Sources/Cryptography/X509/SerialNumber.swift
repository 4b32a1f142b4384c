import CLibcrypto

/// The number that tells an issuer's certificates apart (RFC 5280 section 4.1.2.2).
public struct SerialNumber: Hashable, Sendable {
    /// The number's bytes, the highest first, without leading zeroes.
    public let bytes: [UInt8]

    init(integer: UnsafePointer<ASN1_INTEGER>?) throws(CryptoError) {
        guard let integer = unsafe integer, unsafe ASN1_STRING_type(integer) == V_ASN1_INTEGER else {
            throw .refused("a serial number that is negative; expected a positive one")
        }
        let start = unsafe ASN1_STRING_get0_data(integer)
        let bytes = unsafe UnsafeBufferPointer(start: start, count: Int(ASN1_STRING_length(integer)))
        self.bytes = unsafe Array(bytes.drop { $0 == 0 })
    }

    /// Draws a number of 126 bits, so that nobody can foresee what a certificate's bytes will be.
    static func random() throws(CryptoError) -> SerialNumber {
        ERR_clear_error()
        var bytes = [UInt8](repeating: 0, count: 16)
        guard unsafe RAND_bytes(&bytes, Int32(bytes.count)) == 1 else { throw CryptoError.drain("RAND_bytes") }
        // Positive in DER without a leading zero byte, and always of the same length.
        bytes[0] = bytes[0] & 0x3f | 0x40
        return SerialNumber(bytes: bytes)
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    /// Calls `body` with the number as libcrypto keeps it.
    func withUnsafeInteger<Result>(
        _ body: (UnsafeMutablePointer<ASN1_INTEGER>) throws(CryptoError) -> Result
    ) throws(CryptoError) -> Result {
        ERR_clear_error()
        guard let number = unsafe BN_bin2bn(bytes, Int32(bytes.count), nil) else {
            throw CryptoError.drain("BN_bin2bn")
        }
        defer { unsafe BN_free(number) }
        guard let integer = unsafe BN_to_ASN1_INTEGER(number, nil) else {
            throw CryptoError.drain("BN_to_ASN1_INTEGER")
        }
        defer { unsafe ASN1_INTEGER_free(integer) }
        return try unsafe body(integer)
    }
}

extension SerialNumber: CustomStringConvertible {
    public var description: String { bytes.isEmpty ? "00" : Hex.text(bytes) }
}
