import Cryptography
import Foundation
import HummingbirdCore
import HummingbirdTLS
import Units

/// The files of the page's TLS, read: how connections are begun, and which clients are believed.
struct TLSMaterial: Sendable {
    let configuration: TLSConfiguration
    /// The page's own.
    let certificate: NIOSSLCertificate
    let clients: ClientTrust

    init(_ files: WebTLSFiles) throws(WebTLSError) {
        let chain = try Self.certificates(files.certificate)
        let key = try Self.key(files.key)
        certificate = chain[0]
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(key)
        )
        configuration.minimumTLSVersion = .tlsv12
        // A context of the two is made for nothing but to see whether they belong together.
        guard (try? TLSChannel(Self.silence, tlsConfiguration: configuration)) != nil else {
            throw WebTLSError(
                "\(files.key): the key is not the one that \(files.certificate) certifies; expected the page's own "
                    + "certificate first in that file, and its key in this one"
            )
        }
        var authorities: [NIOSSLCertificate] = []
        for path in files.clientAuthorities { authorities += try Self.certificates(path) }
        if !authorities.isEmpty {
            configuration.certificateVerification = .optionalVerification
            configuration.trustRoots = .certificates(authorities)
        }
        clients = try ClientTrust(files)
        self.configuration = configuration
    }

    private static let silence = HTTP1Channel(responder: { _, _, _ in }, configuration: HTTP1Channel.Configuration())

    private static func certificates(_ path: String) throws(WebTLSError) -> [NIOSSLCertificate] {
        let bytes = try read(path)
        guard let certificates = try? NIOSSLCertificate.fromPEMBytes(bytes), !certificates.isEmpty else {
            throw WebTLSError("\(path): expected certificates in PEM, as between BEGIN CERTIFICATE and END CERTIFICATE")
        }
        return certificates
    }

    private static func key(_ path: String) throws(WebTLSError) -> NIOSSLPrivateKey {
        let bytes = try read(path)
        do { return try NIOSSLPrivateKey(bytes: bytes, format: .pem) } catch {
            throw WebTLSError("\(path): expected a private key in PEM, without a passphrase")
        }
    }

    static func read(_ path: String) throws(WebTLSError) -> [UInt8] {
        do { return Array(try Data(contentsOf: URL(filePath: path))) } catch {
            throw WebTLSError("\(path): the file cannot be read: \(error.localizedDescription)")
        }
    }
}

extension NIOSSLCertificate {
    /// Whether a certificate's time has begun.
    func hasBegun(_ instant: Instant) -> Bool { Int64(notValidBefore) * 1_000 <= instant.milliseconds }

    /// Whether a certificate is valid at an instant by its dates.
    func isOfItsTime(_ instant: Instant) -> Bool {
        hasBegun(instant) && instant.milliseconds < Int64(notValidAfter) * 1_000
    }
}

/// Which clients are believed by their certificates.
///
/// The handshake has judged a certificate's chain and purpose. Connections stay open for hours: every request looks at
/// the certificate's dates again, and at the revocation lists where there are any.
struct ClientTrust: Sendable {
    /// Whether any certificate will do.
    let isWanted: Bool
    private let store: TrustStore?

    init(_ files: WebTLSFiles) throws(WebTLSError) {
        isWanted = !files.clientAuthorities.isEmpty
        guard !files.clientRevocations.isEmpty else {
            store = nil
            return
        }
        var authorities: [Certificate] = []
        for path in files.clientAuthorities {
            let pem = String(decoding: try TLSMaterial.read(path), as: UTF8.self)
            do { authorities += try Certificate.certificates(pem: pem) } catch {
                throw WebTLSError(
                    "\(path): beside client_revocations, authorities have keys on the curve P-256: \(error)"
                )
            }
        }
        var lists: [CertificateRevocationList] = []
        for path in files.clientRevocations {
            let pem = String(decoding: try TLSMaterial.read(path), as: UTF8.self)
            guard let found = try? CertificateRevocationList.revocationLists(pem: pem), !found.isEmpty else {
                throw WebTLSError(
                    "\(path): expected revocation lists in PEM, as between BEGIN X509 CRL and END X509 CRL"
                )
            }
            lists += found
        }
        do {
            store = try TrustStore(
                roots: authorities.filter { $0.isSigned(by: $0) },
                intermediates: authorities.filter { !$0.isSigned(by: $0) },
                revocationLists: lists
            )
        } catch {
            throw WebTLSError("\(files.clientRevocations.joined(separator: ", ")): \(error)")
        }
    }

    /// Whether the client that showed this certificate in its handshake may look.
    func accepts(_ certificate: NIOSSLCertificate, at instant: Instant) -> Bool {
        guard isWanted, certificate.isOfItsTime(instant) else { return false }
        guard let store else { return true }
        guard let der = try? certificate.toDERBytes(), let client = try? Certificate(der: der) else { return false }
        return store.verify(client, at: instant).isTrusted
    }
}
