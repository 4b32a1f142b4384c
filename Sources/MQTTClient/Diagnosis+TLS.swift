extension Diagnosis {
    /// A certificate or key file that libmosquitto could not use.
    func tlsFile(_ files: TLSFiles) -> MQTTError? {
        func says(_ words: String) -> Bool { log.contains { $0.contains(words) } }
        if says("Unable to load CA certificates") {
            return MQTTError(
                .tlsFile,
                "\(files.authorities) holds no certificate authority in PEM form: name the file of the authorities "
                    + "that may have issued the broker's certificate."
            )
        }
        if says("Unable to load client certificate") {
            return MQTTError(.tlsFile, "\(files.certificate) holds no certificate in PEM form.")
        }
        if says("Unable to load client key file") {
            let isOthers = says("key values mismatch")
            return isOthers
                ? keyMismatch(files)
                : MQTTError(.tlsFile, "\(files.key) holds no private key in PEM form without a passphrase.")
        }
        return says("certificate/key are inconsistent") ? keyMismatch(files) : nil
    }

    private func keyMismatch(_ files: TLSFiles) -> MQTTError {
        MQTTError(
            .tlsFile,
            "The key in \(files.key) is not the one of the certificate in \(files.certificate): name the pair that "
                + "was issued together."
        )
    }

    /// A handshake that one of the two sides broke off.
    func tlsHandshake(_ files: TLSFiles, _ configuration: MQTTConfiguration) -> MQTTError? {
        let address = configuration.address
        if log.contains(where: { $0.contains("host name verification failed") }) {
            return MQTTError(
                .brokerCertificate,
                "The certificate of the MQTT broker at \(address) is not for the host \(configuration.host): "
                    + "connect by a name or address that the certificate names."
            )
        }
        if log.contains(where: { $0.contains("certificate verify failed") }) {
            return brokerCertificate(files, address)
        }
        if let refused = Self.alerts.first(where: { alert in log.contains { $0.contains(alert.words) } }) {
            return MQTTError(
                .clientCertificate,
                "The MQTT broker at \(address) does not accept the certificate in \(files.certificate): "
                    + "\(refused.meaning)."
            )
        }
        if log.contains(where: { $0.contains("wrong version number") || $0.contains("packet length too long") }) {
            return MQTTError(.tls, "\(address) does not speak TLS: correct the port, or leave TLS out.")
        }
        guard !wasAccepted, let line = log.last(where: { $0.contains("OpenSSL Error") }) else { return nil }
        // The broker closed the connection without an alert; errno and OpenSSL's words say no more than that.
        if line.contains("unexpected eof") { return nil }
        return MQTTError(.tls, "TLS with the MQTT broker at \(address) failed: \(Self.reason(line)).")
    }

    /// The peer's alerts that speak of a certificate (RFC 8446, section 6.2), in OpenSSL's words.
    private static let alerts: [(words: String, meaning: String)] = [
        ("alert certificate expired", "it has expired; issue a new one"),
        ("alert certificate revoked", "it has been revoked; issue a new one"),
        ("alert unknown ca", "the broker does not trust the authority that issued it"),
        ("alert bad certificate", "the broker finds it faulty"),
        ("alert unsupported certificate", "it is not for a TLS client (extended key usage)"),
        ("alert certificate unknown", "the broker finds it unacceptable"),
        ("alert certificate required", "the broker requires one and has got none"),
        ("certificate required", "the broker requires one and has got none"),
        ("alert handshake failure", "the two agree on no certificate or cipher"),
    ]

    private func brokerCertificate(_ files: TLSFiles, _ address: String) -> MQTTError {
        let meaning =
            switch verifyResult {
            case 9: "is not valid yet: check both machines' clocks"
            case 10: "has expired: issue the broker a new one, or set this machine's clock"
            case 23: "has been revoked: issue the broker a new one"
            case 2, 18, 19, 20, 21:
                "was not issued by an authority in \(files.authorities): use this site's authorities, and check "
                    + "that this is the site's broker"
            default: "is not acceptable (OpenSSL verification result \(verifyResult))"
            }
        return MQTTError(.brokerCertificate, "The certificate of the MQTT broker at \(address) \(meaning).")
    }

    /// The last part of an OpenSSL error line, which is its reason in words.
    private static func reason(_ line: String) -> String {
        line.split(separator: ":").last.map(String.init) ?? line
    }
}
