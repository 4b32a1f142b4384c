import Cryptography
import Foundation
import Ledger

/// An organisation as it hands itself over: a directory with its certificates and revocation lists in PEM.
enum OrganisationDirectory {
    /// Reads a directory: certificates that are their own issuers are roots, other authorities intermediates; what they
    /// have issued to members plays no part.
    static func read(_ directory: String) throws(CommandFailure) -> OrganisationDefinition {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        var authorities: [Certificate] = []
        var revocationLists: [CertificateRevocationList] = []
        for name in names.sorted() where name.hasSuffix(".pem") {
            let path = "\(directory)/\(name)"
            authorities += try certificates(path).filter(\.isAuthority)
            revocationLists += try lists(path)
        }
        let roots = authorities.filter { $0.isSigned(by: $0) }
        guard let id = roots.first?.organisation, roots.allSatisfy({ $0.organisation == id }) else {
            throw .badInput(
                "\(directory): expected the root certificate (PEM) of one organisation, found \(roots.count)"
            )
        }
        return OrganisationDefinition(
            id: id,
            roots: roots.map(\.der),
            intermediates: authorities.filter { !$0.isSigned(by: $0) }.map(\.der),
            revocationLists: revocationLists.map(\.der)
        )
    }

    /// The certificates of a file.
    static func certificates(_ path: String) throws(CommandFailure) -> [Certificate] {
        let pem = try text(path)
        do {
            return try Certificate.certificates(pem: pem)
        } catch {
            throw .badInput("\(path): \(error)")
        }
    }

    /// The revocation lists of a file.
    static func lists(_ path: String) throws(CommandFailure) -> [CertificateRevocationList] {
        let pem = try text(path)
        do {
            return try CertificateRevocationList.revocationLists(pem: pem)
        } catch {
            throw .badInput("\(path): \(error)")
        }
    }

    private static func text(_ path: String) throws(CommandFailure) -> String {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw .badInput("\(path): there is no such file, or it is no text")
        }
        return text
    }
}
