import ChildProcesses
public import MQTTClient

/// A certificate authority for tests, made with the `openssl` program: a second opinion on the project's own.
public struct TestAuthority: Sendable {
    /// The directory of its files.
    public let directory: String

    /// The path of the authority's own certificate.
    public var certificate: String { "\(directory)/ca.pem" }

    /// When a certificate is valid.
    public enum Validity: Sendable {
        /// From now on for a day.
        case now

        /// For a day that is over.
        case past
    }

    /// Creates an authority with a name of its own in an existing directory.
    public init(in directory: String, name: String = "Test authority") async throws {
        self.directory = directory
        // `openssl ca` is the one command of OpenSSL 3.0 that issues certificates for a time that is over.
        try write(Self.settings(directory), to: "\(directory)/openssl.cnf")
        try write("", to: "\(directory)/index.txt")
        try write("unique_subject = no\n", to: "\(directory)/index.txt.attr")
        try write("1000\n", to: "\(directory)/serial")
        try await openssl([
            "req", "-x509", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", "/O=Commonwatt tests/CN=\(name)", "-config", "openssl.cnf", "-extensions", "authority",
            "-keyout", "ca.key", "-out", "ca.pem",
        ])
    }

    /// Issues a certificate for TLS servers at `localhost` and 127.0.0.1, and for clients.
    ///
    /// - Returns: the files a client needs to use it.
    public func issue(_ commonName: String, validity: Validity = .now, forHost: Bool = true) async throws -> TLSFiles {
        let name = "\(commonName)-\(validity)\(forHost ? "" : "-nohost")"
        let (start, end) =
            switch validity {
            case .now: ("20200101000000Z", "20491231000000Z")
            case .past: ("20200101000000Z", "20200102000000Z")
            }
        try await openssl([
            "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-subj", "/O=Commonwatt tests/CN=\(commonName)", "-config", "openssl.cnf",
            "-keyout", "\(name).key", "-out", "\(name).csr",
        ])
        try await openssl([
            "ca", "-batch", "-config", "openssl.cnf", "-extensions", forHost ? "leaf" : "elsewhere",
            "-startdate", start, "-enddate", end, "-in", "\(name).csr", "-out", "\(name).pem", "-notext",
        ])
        return TLSFiles(
            authorities: certificate,
            certificate: "\(directory)/\(name).pem",
            key: "\(directory)/\(name).key"
        )
    }

    private func openssl(_ arguments: [String]) async throws {
        let result = try await ChildCommand("openssl", arguments, workingDirectory: directory).run()
        guard result.isSuccess else {
            throw ChildProcessError.endedEarly(program: "openssl", lastLines: [result.errorOutput])
        }
    }

    private static func settings(_ directory: String) -> String {
        """
        [ca]
        default_ca = test
        [test]
        new_certs_dir = \(directory)
        database = \(directory)/index.txt
        serial = \(directory)/serial
        certificate = \(directory)/ca.pem
        private_key = \(directory)/ca.key
        default_md = sha256
        policy = any
        [any]
        organizationName = optional
        commonName = supplied
        [req]
        distinguished_name = name
        [name]
        [authority]
        basicConstraints = critical, CA:TRUE
        keyUsage = critical, keyCertSign, cRLSign
        subjectKeyIdentifier = hash
        [leaf]
        basicConstraints = critical, CA:FALSE
        keyUsage = critical, digitalSignature
        extendedKeyUsage = serverAuth, clientAuth
        subjectAltName = DNS:localhost, IP:127.0.0.1
        [elsewhere]
        basicConstraints = critical, CA:FALSE
        extendedKeyUsage = serverAuth, clientAuth
        subjectAltName = DNS:elsewhere.example

        """
    }
}
