import CLibcrypto

/// A certificate that is still to be signed.
struct CertificateDraft {
    let subject: DistinguishedName
    let key: VerificationKey
    let validity: Validity

    /// Signs the certificate as `issuer`, or as its own issuer if that is `nil`.
    func signed(
        by issuerKey: SigningKey,
        issuer: Certificate?,
        extensions: [CertificateExtension]
    ) throws(CryptoError) -> Certificate {
        ERR_clear_error()
        guard let created = unsafe X509_new() else { throw CryptoError.drain("X509_new") }
        let draft = unsafe OwnedPointer(owning: created) { unsafe X509_free($0) }
        try unsafe draft.withUnsafePointer { (certificate) throws(CryptoError) in
            try unsafe fill(certificate)
            if let issuer {
                try unsafe issuer.withUnsafeX509 { (issuer) throws(CryptoError) in
                    let status = unsafe X509_set_issuer_name(certificate, X509_get_subject_name(issuer))
                    guard status == 1 else { throw CryptoError.drain("X509_set_issuer_name") }
                    try unsafe add(extensions, to: certificate, issuer: issuer)
                }
            } else {
                let status = unsafe X509_set_issuer_name(certificate, X509_get_subject_name(certificate))
                guard status == 1 else { throw CryptoError.drain("X509_set_issuer_name") }
                try unsafe add(extensions, to: certificate, issuer: certificate)
            }
            try unsafe issuerKey.keyHandle.withUnsafeKey { (key) throws(CryptoError) in
                guard unsafe X509_sign(certificate, key, SHA256Algorithm.fetched) > 0 else {
                    throw CryptoError.drain("X509_sign")
                }
            }
        }
        // Read back, so that what is handed out is what others will see.
        let der = try unsafe draft.withUnsafePointer { (certificate) throws(CryptoError) in
            try unsafe DER.encoding("i2d_X509") { unsafe i2d_X509(certificate, $0) }
        }
        return try Certificate(der: der)
    }

    private func fill(_ certificate: OpaquePointer) throws(CryptoError) {
        guard validity.notBefore < validity.notAfter else {
            throw .refused("the certificate of \(subject) would never be valid: \(validity)")
        }
        // Version 3 is written as 2.
        guard unsafe X509_set_version(certificate, 2) == 1 else { throw CryptoError.drain("X509_set_version") }
        try unsafe SerialNumber.random().withUnsafeInteger { (number) throws(CryptoError) in
            guard unsafe X509_set_serialNumber(certificate, number) == 1 else {
                throw CryptoError.drain("X509_set_serialNumber")
            }
        }
        try unsafe subject.write(to: X509_get_subject_name(certificate))
        try unsafe Timestamp.withUnsafeTime(validity.notBefore) { (time) throws(CryptoError) in
            guard unsafe X509_set1_notBefore(certificate, time) == 1 else {
                throw CryptoError.drain("X509_set1_notBefore")
            }
        }
        try unsafe Timestamp.withUnsafeTime(validity.notAfter) { (time) throws(CryptoError) in
            guard unsafe X509_set1_notAfter(certificate, time) == 1 else {
                throw CryptoError.drain("X509_set1_notAfter")
            }
        }
        try unsafe key.keyHandle.withUnsafeKey { (key) throws(CryptoError) in
            guard unsafe X509_set_pubkey(certificate, key) == 1 else { throw CryptoError.drain("X509_set_pubkey") }
        }
    }

    private func add(
        _ extensions: [CertificateExtension],
        to certificate: OpaquePointer,
        issuer: OpaquePointer
    ) throws(CryptoError) {
        for item in extensions {
            guard unsafe CLibcrypto_certificate_add(certificate, issuer, item.nid, item.value) == 1 else {
                throw CryptoError.drain("adding the extension \"\(item.value)\"")
            }
        }
    }
}
