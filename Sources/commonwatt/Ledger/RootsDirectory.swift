import Audit
import Cryptography
import Foundation

/// A directory with the members' root certificates, as an auditor keeps it.
enum RootsDirectory {
    private static let endings = ["pem", "crt", "cer"]

    /// Reads the certificates of every PEM file of a directory.
    ///
    /// A root is held for the organisation that its subject names (`O`).
    static func read(_ path: String) throws(CommandFailure) -> AuditorRoots {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw .badInput("the directory of root certificates \(path) cannot be read; is it there?")
        }
        var roots: [AuditorRoots.Root] = []
        for name in names.sorted() where endings.contains(where: { name.hasSuffix(".\($0)") }) {
            roots += try read(file: "\(path)/\(name)")
        }
        guard !roots.isEmpty else {
            throw .badInput("\(path) has no certificate: expected a PEM file (.pem) of each organisation's root")
        }
        return AuditorRoots(roots)
    }

    private static func read(file: String) throws(CommandFailure) -> [AuditorRoots.Root] {
        guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
            throw .badInput("\(file) cannot be read as text: expected a root certificate in PEM")
        }
        let certificates: [Certificate]
        do {
            certificates = try Certificate.certificates(pem: text)
        } catch {
            throw .badInput("\(file): \(error)")
        }
        guard !certificates.isEmpty else { throw .badInput("\(file) holds no certificate") }
        for certificate in certificates where !certificate.isAuthority || !certificate.isSigned(by: certificate) {
            throw .badInput("\(file): \(certificate) is not a root; expected root certificates and nothing else")
        }
        return certificates.map { AuditorRoots.Root($0) }
    }
}
