import CLibcrypto

/// An extension of a certificate or revocation list, in the notation of x509v3_config(5).
struct CertificateExtension {
    let nid: Int32
    let value: String

    /// The extensions of an authority; `pathLength` is how many authorities may stand below it, if that is limited.
    static func ofAuthority(pathLength: Int?) -> [CertificateExtension] {
        let limit = pathLength.map { ",pathlen:\($0)" } ?? ""
        return [
            CertificateExtension(nid: NID_basic_constraints, value: "critical,CA:TRUE\(limit)"),
            CertificateExtension(nid: NID_key_usage, value: "critical,keyCertSign,cRLSign"),
            CertificateExtension(nid: NID_subject_key_identifier, value: "hash"),
        ]
    }

    /// The extension that tells which of an issuer's keys signed.
    static let issuerKey = CertificateExtension(nid: NID_authority_key_identifier, value: "keyid:always")

    /// The extensions of a certificate that issues nothing.
    ///
    /// - Throws: ``CryptoError`` where an alternative name is no name or address.
    static func ofLeaf(_ terms: CertificateTerms) throws(CryptoError) -> [CertificateExtension] {
        var extensions = [
            CertificateExtension(nid: NID_basic_constraints, value: "critical,CA:FALSE"),
            CertificateExtension(nid: NID_key_usage, value: "critical,digitalSignature"),
            CertificateExtension(nid: NID_subject_key_identifier, value: "hash"),
            issuerKey,
        ]
        var usages: [String] = []
        if terms.extendedKeyUsage.contains(.serverAuthentication) { usages.append("serverAuth") }
        if terms.extendedKeyUsage.contains(.clientAuthentication) { usages.append("clientAuth") }
        if !usages.isEmpty {
            extensions.append(CertificateExtension(nid: NID_ext_key_usage, value: usages.joined(separator: ",")))
        }
        var names: [String] = []
        for name in terms.alternativeNames { names.append(try name.configuration()) }
        if !names.isEmpty {
            extensions.append(CertificateExtension(nid: NID_subject_alt_name, value: names.joined(separator: ",")))
        }
        return extensions
    }
}

extension AlternativeName {
    /// The name in the notation of x509v3_config(5), where a comma would begin another name.
    fileprivate func configuration() throws(CryptoError) -> String {
        switch self {
        case .dns(let name):
            let isName =
                (1...253).contains(name.utf8.count)
                && name.utf8.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "*"):
                        true
                    default: false
                    }
                }
            guard isName else {
                throw .refused("\"\(name)\" is not a host name (letters, digits, \"-\", \".\", \"*\")")
            }
            return "DNS:\(name)"
        case .ip(let address):
            ERR_clear_error()
            let parsed = unsafe a2i_IPADDRESS(address)
            defer { unsafe ASN1_OCTET_STRING_free(parsed) }
            guard unsafe parsed != nil, !address.utf8.contains(0) else {
                ERR_clear_error()
                throw .refused("\"\(address)\" is not an IPv4 or IPv6 address")
            }
            return "IP:\(address)"
        }
    }
}
