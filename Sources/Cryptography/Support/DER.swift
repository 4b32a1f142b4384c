import CLibcrypto

/// Bytes into libcrypto's `d2i` functions and out of its `i2d` functions.
enum DER {
    /// What a `d2i` function reads, and how many bytes of `bytes` it took.
    static func decoding(
        _ bytes: [UInt8],
        _ decode: (UnsafeMutablePointer<UnsafePointer<UInt8>?>?, Int) -> OpaquePointer?
    ) -> (object: OpaquePointer?, consumed: Int) {
        ERR_clear_error()
        return unsafe bytes.withUnsafeBufferPointer { buffer in
            var cursor = buffer.baseAddress
            let object = unsafe decode(&cursor, buffer.count)
            return unsafe (object, Int(bitPattern: cursor) - Int(bitPattern: buffer.baseAddress))
        }
    }

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
