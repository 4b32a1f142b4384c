import CLibcrypto

/// Text to and from libcrypto's PEM functions.
enum MemoryBIO {
    /// Calls `body` with a read-only BIO over the text.
    static func reading<Result>(
        _ text: String,
        _ body: (OpaquePointer) throws(CryptoError) -> Result
    ) throws(CryptoError) -> Result {
        ERR_clear_error()
        let bytes = Array(text.utf8)
        guard let count = Int32(exactly: bytes.count) else { throw .refused("a PEM file of over 2 GB") }
        return try unsafe bytes.span.bytes.withUnsafeBytes { (buffer) throws(CryptoError) -> Result in
            guard let bio = unsafe BIO_new_mem_buf(buffer.baseAddress, count) else {
                throw CryptoError.drain("BIO_new_mem_buf")
            }
            defer { unsafe BIO_free(bio) }
            return try unsafe body(bio)
        }
    }

    /// The text that `body` writes; `body` gives 1 for success, as libcrypto's functions do.
    static func writing(_ operation: String, _ body: (OpaquePointer) -> Int32) throws(CryptoError) -> String {
        ERR_clear_error()
        guard let bio = unsafe BIO_new(BIO_s_mem()) else { throw CryptoError.drain("BIO_new") }
        defer { unsafe BIO_free(bio) }
        guard unsafe body(bio) == 1 else { throw CryptoError.drain(operation) }
        var start: UnsafeMutablePointer<CChar>?
        let count = unsafe CLibcrypto_BIO_get_mem_data(bio, &start)
        let bytes = unsafe UnsafeRawBufferPointer(start: start, count: count)
        return unsafe String(decoding: bytes, as: UTF8.self)
    }
}
