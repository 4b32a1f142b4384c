public import Cryptography
import Foundation

/// A certificate with its key: somebody who can sign.
public struct Credential: Sendable {
    /// The certificate.
    public let certificate: Certificate

    /// The certificate's key.
    public let key: SigningKey

    /// Reads `NAME.pem` and `NAME.key` from a directory.
    ///
    /// - Throws: ``SiteError`` where a file is missing or damaged, or the key is not the certificate's.
    public init(named name: String, in directory: String) throws(SiteError) {
        let path = directory + "/" + name
        try self.init(certificate: path + ".pem", key: path + ".key")
    }

    /// Reads a certificate and its key from two files.
    ///
    /// - Throws: ``SiteError`` where a file is missing or damaged, or the key is not the certificate's.
    public init(certificate certificatePath: String, key keyPath: String) throws(SiteError) {
        certificate = try RootCertificates.certificate(certificatePath)
        let pem = try SiteFiles.read(keyPath)
        do {
            key = try SigningKey(pem: pem)
        } catch {
            throw SiteError("\(keyPath): the file is no private key: \(error)")
        }
        guard certificate.publicKey == key.publicKey else {
            throw SiteError("\(keyPath): the key is not the one that \(certificatePath) certifies")
        }
    }
}

/// The identities that a controller's process has: its client's, its peer's and its orderer's.
public struct OperatorIdentities: Sendable {
    /// The controller, which proposes transactions.
    public let controller: Credential

    /// The operator's peer, which endorses them.
    public let peer: Credential

    /// The orderer, which cuts and signs blocks.
    public let orderer: Credential

    /// The organisations' root certificates, by the organisation's name, ascending.
    public let roots: [(organisation: String, certificate: Certificate)]

    /// The log that signs the ledger's checkpoints; `nil` if the site has no key for it.
    public let log: LogIdentity?

    /// Reads the identities of a site.
    ///
    /// - Throws: ``SiteError`` where a file is missing or damaged.
    public init(directory: String) throws(SiteError) {
        controller = try Credential(named: "controller", in: directory)
        peer = try Credential(named: "peer", in: directory)
        orderer = try Credential(named: "orderer", in: directory)
        roots = try RootCertificates.read(directory + "/roots")
        log = try LogIdentity(directory: directory)
    }
}

/// The root certificates that somebody trusts: one PEM file an organisation, named after it.
public enum RootCertificates {
    /// Reads the files `ORGANISATION.pem` of a directory.
    ///
    /// - Throws: ``SiteError`` where there is none, or one is no certificate.
    public static func read(
        _ directory: String
    ) throws(SiteError) -> [(organisation: String, certificate: Certificate)] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        var roots: [(organisation: String, certificate: Certificate)] = []
        for name in names.sorted() where name.hasSuffix(".pem") {
            roots.append((String(name.dropLast(4)), try certificate(directory + "/" + name)))
        }
        guard !roots.isEmpty else {
            throw SiteError("\(directory): expected the organisations' root certificates, ORGANISATION.pem; found none")
        }
        return roots
    }

    /// Reads the certificates of a file.
    ///
    /// - Throws: ``SiteError`` where there is none.
    public static func certificates(_ path: String) throws(SiteError) -> [Certificate] {
        let pem = try SiteFiles.read(path)
        do {
            return try Certificate.certificates(pem: pem)
        } catch {
            throw SiteError("\(path): the file holds no certificates: \(error)")
        }
    }

    /// Reads the one certificate of a file.
    static func certificate(_ path: String) throws(SiteError) -> Certificate {
        let pem = try SiteFiles.read(path)
        do {
            return try Certificate(pem: pem)
        } catch {
            throw SiteError("\(path): the file is no certificate: \(error)")
        }
    }
}
