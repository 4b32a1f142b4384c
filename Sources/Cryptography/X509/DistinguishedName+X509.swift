import CLibcrypto

extension DistinguishedName {
    /// Reads a name; attributes other than `CN`, `O` and `OU` are left out.
    ///
    /// - Throws: ``CryptoError`` where an attribute is no text, or `CN` or `O` are there twice: such a name could be
    ///   read in two ways.
    init(x509 name: OpaquePointer?) throws(CryptoError) {
        ERR_clear_error()
        guard let name = unsafe name else { throw .refused("a certificate without a name") }
        var commonNames: [String] = []
        var organisations: [String] = []
        var units: [String] = []
        for index in 0..<(unsafe X509_NAME_entry_count(name)) {
            let entry = unsafe X509_NAME_get_entry(name, index)
            switch unsafe OBJ_obj2nid(X509_NAME_ENTRY_get_object(entry)) {
            case NID_commonName: commonNames.append(try unsafe Self.text(X509_NAME_ENTRY_get_data(entry)))
            case NID_organizationName: organisations.append(try unsafe Self.text(X509_NAME_ENTRY_get_data(entry)))
            case NID_organizationalUnitName: units.append(try unsafe Self.text(X509_NAME_ENTRY_get_data(entry)))
            default: break
            }
        }
        guard commonNames.count <= 1, organisations.count <= 1 else {
            throw .refused("a name with \(commonNames.count) CN and \(organisations.count) O; expected one of each")
        }
        self.init(
            commonName: commonNames.first ?? "",
            organisation: organisations.first ?? "",
            organisationalUnits: units
        )
    }

    /// Writes the name's attributes into an empty X.501 name, `O` first as the most general.
    ///
    /// - Throws: ``CryptoError`` where an attribute is empty or longer than X.520's 64 characters.
    func write(to name: OpaquePointer?) throws(CryptoError) {
        ERR_clear_error()
        var attributes = [(NID_organizationName, organisation)]
        attributes += organisationalUnits.map { (NID_organizationalUnitName, $0) }
        attributes.append((NID_commonName, commonName))
        for (nid, text) in attributes {
            let bytes = Array(text.utf8)
            let count = Int32(clamping: bytes.count)
            guard unsafe X509_NAME_add_entry_by_NID(name, nid, MBSTRING_UTF8, bytes, count, -1, 0) == 1 else {
                throw CryptoError.drain("writing \"\(text)\" into the name \(self)")
            }
        }
    }

    private static func text(_ string: UnsafePointer<ASN1_STRING>?) throws(CryptoError) -> String {
        var start: UnsafeMutablePointer<UInt8>?
        let count = unsafe ASN1_STRING_to_UTF8(&start, string)
        guard count >= 0, let start = unsafe start else { throw CryptoError.drain("ASN1_STRING_to_UTF8") }
        defer { unsafe CLibcrypto_free(start) }
        let bytes = unsafe UnsafeBufferPointer(start: start, count: Int(count))
        guard let text = unsafe String(validating: bytes, as: UTF8.self) else {
            throw .refused("a name with bytes that are no text")
        }
        return text
    }
}
