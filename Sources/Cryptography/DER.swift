import CLibcrypto

/// Bytes out of libcrypto's `i2d` functions.
enum DER {
    /// What an `i2d` function writes where it is given an address to advance; it gives the length or less than 0.
    static func encoding(
        _ operation: String,
        _ encode: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?) -> Int32
    ) throws(CryptoError) -> [UInt8] {
        ERR_clear_error()
        let count = encode(nil)
        guard count > 0 else { throw CryptoError.drain(operation) }
        var written: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Int(count)) { buffer, initialized in
            var cursor = buffer.baseAddress
            unsafe written = encode(&cursor)
            initialized = written == count ? Int(count) : 0
        }
        guard written == count else { throw CryptoError.drain(operation) }
        return bytes
    }
}
