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
        do {
            certificate = try Certificate(pem: try SiteFiles.read(path + ".pem"))
        } catch let error as SiteError {
            throw error
        } catch {
            throw SiteError("\(path).pem: the file is no certificate: \(error)")
        }
        do {
            key = try SigningKey(pem: try SiteFiles.read(path + ".key"))
        } catch let error as SiteError {
            throw error
        } catch {
            throw SiteError("\(path).key: the file is no private key: \(error)")
        }
        guard certificate.publicKey == key.publicKey else {
            throw SiteError("\(path).key: the key is not the one that \(path).pem certifies")
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

    /// Reads the identities of a site.
    ///
    /// - Throws: ``SiteError`` where a file is missing or damaged.
    public init(directory: String) throws(SiteError) {
        controller = try Credential(named: "controller", in: directory)
        peer = try Credential(named: "peer", in: directory)
        orderer = try Credential(named: "orderer", in: directory)
        roots = try RootCertificates.read(directory + "/roots")
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
            let path = directory + "/" + name
            do {
                let certificate = try Certificate(pem: try SiteFiles.read(path))
                roots.append((String(name.dropLast(4)), certificate))
            } catch let error as SiteError {
                throw error
            } catch {
                throw SiteError("\(path): the file is no certificate: \(error)")
            }
        }
        guard !roots.isEmpty else {
            throw SiteError("\(directory): expected the organisations' root certificates, ORGANISATION.pem; found none")
        }
        return roots
    }
}
