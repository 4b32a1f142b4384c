import CBOR

extension Leaf {
    /// Reads a leaf's data.
    ///
    /// - Throws: ``LedgerFormatError``.
    public init(encoded: [UInt8]) throws(LedgerFormatError) {
        self = try decoding("leaf", encoded) { reader throws(CBORError) in
            try reader.map(of: 4)
            try reader.key(1)
            let number = try reader.count()
            try reader.key(2)
            let txid = try reader.digest()
            try reader.key(3)
            let start = reader.offset
            guard let raw = UInt8(exactly: try reader.unsigned()), let code = ValidationCode(rawValue: raw) else {
                throw CBORError(.outOfRange, at: start)
            }
            try reader.key(4)
            return Leaf(number: number, txid: txid, code: code, content: ContentHash(try reader.digest()))
        }
    }
}
