public import Cryptography
import Foundation
import Units

/// An organisation's authority on disk: a root, perhaps an intermediate that issues in its place, what they have
/// issued, and their revocation lists.
///
/// `authority.pem` and `.key` are the root's, `intermediate.pem` and `.key` the intermediate's, `NAME.pem` and `.key`
/// somebody's, `revocations.pem` the lists. With an intermediate the root's key is needed for nothing but another
/// intermediate, and is best kept elsewhere. Keys have mode 0600.
public struct AuthorityDirectory: Sendable {
    static let root = "authority"
    static let intermediate = "intermediate"
    static let lists = "revocations.pem"

    /// The directory.
    public let directory: String

    /// The root's certificate.
    public let rootCertificate: Certificate

    /// The intermediate's certificate, if there is one.
    public let intermediateCertificate: Certificate?

    let files: SiteFiles

    /// The organisation, as it stands in every certificate (`O`).
    public var organisation: String { rootCertificate.organisation }

    /// Takes up an authority.
    ///
    /// - Throws: ``SiteError`` where the root's certificate is missing or damaged.
    public init(_ directory: String) throws(SiteError) {
        self.directory = directory
        files = SiteFiles(directory: directory)
        rootCertificate = try RootCertificates.certificate(files.path(Self.root + ".pem"))
        let path = files.path(Self.intermediate + ".pem")
        intermediateCertificate =
            FileManager.default.fileExists(atPath: path) ? try RootCertificates.certificate(path) : nil
    }

    /// Makes an authority in a directory, which is made if need be; no file that exists is overwritten.
    ///
    /// - Parameters:
    ///   - directory: Where.
    ///   - organisation: The organisation's identifier.
    ///   - hasIntermediate: Whether an intermediate issues in the root's place.
    ///   - validity: When its certificates are in force.
    /// - Throws: ``SiteError``.
    public static func create(
        _ directory: String,
        organisation: String,
        hasIntermediate: Bool,
        validity: Validity
    ) throws(SiteError) -> AuthorityDirectory {
        let files = SiteFiles(directory: directory)
        try files.makeDirectory("")
        var authorities: [(name: String, authority: CertificateAuthority)] = []
        do throws(CryptoError) {
            let subject = DistinguishedName(commonName: "\(organisation) authority", organisation: organisation)
            let root = try CertificateAuthority.makeRoot(subject: subject, validity: validity)
            // Certificates hold whole seconds: what is asked of the intermediate is what the root has.
            let validity = root.certificate.validity
            authorities.append((Self.root, root))
            if hasIntermediate {
                let name = DistinguishedName(commonName: "\(organisation) issuer", organisation: organisation)
                let intermediate = try root.makeIntermediate(subject: name, validity: validity)
                authorities.append((Self.intermediate, intermediate))
            }
        } catch {
            throw SiteError("\(directory): the authority cannot be made: \(error)")
        }
        for (name, authority) in authorities {
            try files.write(authority.certificate.pem, to: name + ".pem")
            try files.write(authority.key, to: name + ".key")
        }
        let made = try AuthorityDirectory(directory)
        var lists: [CertificateRevocationList] = []
        for var (_, authority) in authorities {
            let validity = authority.certificate.validity
            lists.append(try made.publish(&authority, from: validity.notBefore, until: validity.notAfter))
        }
        try made.replaceLists(lists)
        return made
    }

    /// The certificates of the root and the intermediate.
    public var authorities: [Certificate] { [rootCertificate] + [intermediateCertificate].compactMap(\.self) }

    /// The revocation lists.
    ///
    /// - Throws: ``SiteError``, if they cannot be read.
    public func revocationLists() throws(SiteError) -> [CertificateRevocationList] {
        guard FileManager.default.fileExists(atPath: files.path(Self.lists)) else { return [] }
        let pem = try SiteFiles.read(files.path(Self.lists))
        do {
            return try CertificateRevocationList.revocationLists(pem: pem)
        } catch {
            throw SiteError("\(files.path(Self.lists)): the file holds no revocation lists: \(error)")
        }
    }

    func replaceLists(_ lists: [CertificateRevocationList]) throws(SiteError) {
        try files.replace(Self.lists, with: lists.map(\.pem).joined())
    }

    func publish(
        _ authority: inout CertificateAuthority,
        from start: Instant,
        until end: Instant
    ) throws(SiteError) -> CertificateRevocationList {
        do {
            return try authority.publishRevocationList(thisUpdate: start, nextUpdate: end)
        } catch {
            throw SiteError("\(files.path(Self.lists)): the revocation list cannot be made: \(error)")
        }
    }
}
