import CLibcrypto

/// The textual encoding of RFC 7468: base64 between two lines that say what it is.
enum PEM {
    /// The block's label for a certificate.
    static let certificate = "CERTIFICATE"

    /// The block's label for a certificate revocation list.
    static let revocationList = "X509 CRL"

    /// The contents of the blocks of one label, in the order of the text; other blocks and text between are skipped.
    ///
    /// - Throws: ``CryptoError`` where a block is damaged.
    static func blocks(_ label: String, in text: String) throws(CryptoError) -> [[UInt8]] {
        try unsafe MemoryBIO.reading(text) { (bio) throws(CryptoError) in
            var blocks: [[UInt8]] = []
            while let block = try unsafe nextBlock(in: bio) {
                if block.label == label { blocks.append(block.bytes) }
            }
            return blocks
        }
    }

    /// The content of the only block of a label.
    ///
    /// - Throws: ``CryptoError`` where there is none, more than one, or a damaged one.
    static func onlyBlock(_ label: String, in text: String) throws(CryptoError) -> [UInt8] {
        let blocks = try blocks(label, in: text)
        guard let block = blocks.first, blocks.count == 1 else {
            throw .refused("expected one block \"BEGIN \(label)\" in the PEM text, found \(blocks.count)")
        }
        return block
    }

    /// The block of a label around some bytes, in lines of 64 characters.
    static func text(_ label: String, _ bytes: [UInt8]) -> String {
        var base64 = [UInt8](repeating: 0, count: (bytes.count + 2) / 3 * 4 + 1)
        unsafe EVP_EncodeBlock(&base64, bytes, Int32(bytes.count))
        base64.removeLast()
        var text = "-----BEGIN \(label)-----\n"
        for start in stride(from: 0, to: base64.count, by: 64) {
            text += String(decoding: base64[start..<min(start + 64, base64.count)], as: UTF8.self) + "\n"
        }
        return text + "-----END \(label)-----\n"
    }

    private static func nextBlock(in bio: OpaquePointer) throws(CryptoError) -> (label: String, bytes: [UInt8])? {
        ERR_clear_error()
        var name: UnsafeMutablePointer<CChar>?
        var header: UnsafeMutablePointer<CChar>?
        var data: UnsafeMutablePointer<UInt8>?
        var count = 0
        let status = unsafe PEM_read_bio(bio, &name, &header, &data, &count)
        defer {
            unsafe CLibcrypto_free(name)
            unsafe CLibcrypto_free(header)
            unsafe CLibcrypto_free(data)
        }
        guard status == 1, let name = unsafe name else {
            guard ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE else {
                throw CryptoError.drain("reading a PEM block")
            }
            ERR_clear_error()
            return nil
        }
        return unsafe (String(cString: name), Array(UnsafeBufferPointer(start: data, count: count)))
    }
}
