import CLibcrypto

extension CertificateRevocationList {
    static func parse(_ der: [UInt8]) throws(CryptoError) -> OwnedPointer {
        let (decoded, consumed) = unsafe DER.decoding(der) { unsafe d2i_X509_CRL(nil, $0, $1) }
        guard let list = unsafe decoded else { throw CryptoError.drain("reading a revocation list from DER") }
        let handle = unsafe OwnedPointer(owning: list) { unsafe X509_CRL_free($0) }
        guard consumed == der.count,
            try unsafe DER.encoding("i2d_X509_CRL", { unsafe i2d_X509_CRL(list, $0) }) == der
        else { throw .refused("the revocation list is not in DER, or bytes follow it") }
        return handle
    }

    static func number(of list: OpaquePointer, issuer: DistinguishedName) throws(CryptoError) -> Int64 {
        ERR_clear_error()
        let extracted = unsafe X509_CRL_get_ext_d2i(list, NID_crl_number, nil, nil)
        guard let integer = unsafe extracted?.assumingMemoryBound(to: ASN1_INTEGER.self) else {
            throw .refused("the revocation list of \(issuer) has no number")
        }
        defer { unsafe ASN1_INTEGER_free(integer) }
        var number: Int64 = 0
        guard unsafe ASN1_INTEGER_get_int64(&number, integer) == 1, number >= 0 else {
            throw .refused("the number of the revocation list of \(issuer) is not in 0 … 2^63 - 1")
        }
        return number
    }

    static func validity(of list: OpaquePointer, issuer: DistinguishedName) throws(CryptoError) -> Validity {
        guard let nextUpdate = unsafe X509_CRL_get0_nextUpdate(list) else {
            throw .refused("the revocation list of \(issuer) does not say when the next one is due")
        }
        // Only partial lists (RFC 5280 sections 5.2.4 and 5.2.5) have critical extensions.
        guard unsafe X509_CRL_get_ext_by_critical(list, 1, -1) < 0 else {
            throw .refused("the revocation list of \(issuer) has a critical extension; expected a complete list")
        }
        return Validity(
            notBefore: try unsafe Timestamp.instant(of: X509_CRL_get0_lastUpdate(list)),
            notAfter: try unsafe Timestamp.instant(of: nextUpdate)
        )
    }

    static func revocations(of list: OpaquePointer) throws(CryptoError) -> [Revocation] {
        let entries = unsafe X509_CRL_get_REVOKED(list)
        var revocations: [Revocation] = []
        for index in 0..<(unsafe CLibcrypto_revoked_count(entries)) {
            let entry = unsafe CLibcrypto_revoked_at(entries, index)
            revocations.append(
                Revocation(
                    serialNumber: try unsafe SerialNumber(integer: X509_REVOKED_get0_serialNumber(entry)),
                    date: try unsafe Timestamp.instant(of: X509_REVOKED_get0_revocationDate(entry)),
                    reason: unsafe reason(of: entry)
                )
            )
        }
        return revocations
    }

    private static func reason(of entry: OpaquePointer?) -> RevocationReason {
        let extracted = unsafe X509_REVOKED_get_ext_d2i(entry, NID_crl_reason, nil, nil)
        guard let enumerated = unsafe extracted?.assumingMemoryBound(to: ASN1_ENUMERATED.self) else {
            return .unspecified
        }
        defer { unsafe ASN1_ENUMERATED_free(enumerated) }
        return unsafe RevocationReason(rawValue: Int32(clamping: ASN1_ENUMERATED_get(enumerated))) ?? .unspecified
    }
}
