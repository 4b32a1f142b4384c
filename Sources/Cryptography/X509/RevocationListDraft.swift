import CLibcrypto

/// A revocation list that is still to be signed.
struct RevocationListDraft {
    let number: Int64
    let validity: Validity
    let revocations: [Revocation]

    /// Signs the list as `issuer`.
    func signed(by key: SigningKey, issuer: Certificate) throws(CryptoError) -> CertificateRevocationList {
        ERR_clear_error()
        guard let created = unsafe X509_CRL_new() else { throw CryptoError.drain("X509_CRL_new") }
        let draft = unsafe OwnedPointer(owning: created) { unsafe X509_CRL_free($0) }
        let der = try unsafe draft.withUnsafePointer { (list) throws(CryptoError) in
            try unsafe issuer.withUnsafeX509 { (issuer) throws(CryptoError) in
                try unsafe fill(list, issuer: issuer)
            }
            try unsafe key.keyHandle.withUnsafeKey { (key) throws(CryptoError) in
                guard unsafe X509_CRL_sort(list) == 1,
                    unsafe X509_CRL_sign(list, key, SHA256Algorithm.fetched) > 0
                else { throw CryptoError.drain("X509_CRL_sign") }
            }
            return try unsafe DER.encoding("i2d_X509_CRL") { unsafe i2d_X509_CRL(list, $0) }
        }
        return try CertificateRevocationList(der: der)
    }

    private func fill(_ list: OpaquePointer, issuer: OpaquePointer) throws(CryptoError) {
        guard validity.notBefore < validity.notAfter else {
            throw .refused("the revocation list would never be in force: \(validity)")
        }
        // Version 2 is written as 1.
        guard unsafe X509_CRL_set_version(list, 1) == 1,
            unsafe X509_CRL_set_issuer_name(list, X509_get_subject_name(issuer)) == 1
        else { throw CryptoError.drain("X509_CRL_set_issuer_name") }
        try unsafe Timestamp.withUnsafeTime(validity.notBefore) { (time) throws(CryptoError) in
            guard unsafe X509_CRL_set1_lastUpdate(list, time) == 1 else {
                throw CryptoError.drain("X509_CRL_set1_lastUpdate")
            }
        }
        try unsafe Timestamp.withUnsafeTime(validity.notAfter) { (time) throws(CryptoError) in
            guard unsafe X509_CRL_set1_nextUpdate(list, time) == 1 else {
                throw CryptoError.drain("X509_CRL_set1_nextUpdate")
            }
        }
        for revocation in revocations { try unsafe add(revocation, to: list) }
        let keyIdentifier = CertificateExtension.issuerKey
        guard unsafe CLibcrypto_revocation_list_add(list, issuer, keyIdentifier.nid, keyIdentifier.value) == 1 else {
            throw CryptoError.drain("adding the issuer's key identifier to a revocation list")
        }
        try unsafe addNumber(to: list)
    }

    private func addNumber(to list: OpaquePointer) throws(CryptoError) {
        guard let integer = unsafe ASN1_INTEGER_new() else { throw CryptoError.drain("ASN1_INTEGER_new") }
        defer { unsafe ASN1_INTEGER_free(integer) }
        guard unsafe ASN1_INTEGER_set_int64(integer, number) == 1,
            unsafe X509_CRL_add1_ext_i2d(list, NID_crl_number, integer, 0, 0) == 1
        else { throw CryptoError.drain("adding the number to a revocation list") }
    }

    private func add(_ revocation: Revocation, to list: OpaquePointer) throws(CryptoError) {
        guard let entry = unsafe X509_REVOKED_new() else { throw CryptoError.drain("X509_REVOKED_new") }
        do throws(CryptoError) {
            try unsafe fill(entry, with: revocation)
            // The list takes over the entry, unless this fails.
            guard unsafe X509_CRL_add0_revoked(list, entry) == 1 else {
                throw CryptoError.drain("X509_CRL_add0_revoked")
            }
        } catch {
            unsafe X509_REVOKED_free(entry)
            throw error
        }
    }

    private func fill(_ entry: OpaquePointer, with revocation: Revocation) throws(CryptoError) {
        try unsafe revocation.serialNumber.withUnsafeInteger { (number) throws(CryptoError) in
            guard unsafe X509_REVOKED_set_serialNumber(entry, number) == 1 else {
                throw CryptoError.drain("X509_REVOKED_set_serialNumber")
            }
        }
        try unsafe Timestamp.withUnsafeTime(revocation.date) { (time) throws(CryptoError) in
            guard unsafe X509_REVOKED_set_revocationDate(entry, time) == 1 else {
                throw CryptoError.drain("X509_REVOKED_set_revocationDate")
            }
        }
        // RFC 5280 section 5.3.1: a reason that says nothing is left out.
        guard revocation.reason != .unspecified else { return }
        guard let reason = unsafe ASN1_ENUMERATED_new() else { throw CryptoError.drain("ASN1_ENUMERATED_new") }
        defer { unsafe ASN1_ENUMERATED_free(reason) }
        guard unsafe ASN1_ENUMERATED_set(reason, Int(revocation.reason.rawValue)) == 1,
            unsafe X509_REVOKED_add1_ext_i2d(entry, NID_crl_reason, reason, 0, 0) == 1
        else { throw CryptoError.drain("adding the reason of a revocation") }
    }
}
