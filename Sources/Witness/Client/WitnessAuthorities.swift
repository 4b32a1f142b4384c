import Foundation
import NIOSSL

/// The certificate authorities that a witness's certificate has to descend from, in place of those that the machine
/// believes.
public struct WitnessAuthorities: Sendable {
    /// The files that they were read from.
    public let files: [String]

    let certificates: [NIOSSLCertificate]

    /// Reads files with certificates in PEM.
    ///
    /// - Throws: ``WitnessAuthorityError`` that names the file.
    public init(files: [String]) throws(WitnessAuthorityError) {
        var certificates: [NIOSSLCertificate] = []
        for file in files {
            let bytes: [UInt8]
            do { bytes = Array(try Data(contentsOf: URL(filePath: file))) } catch {
                throw WitnessAuthorityError("\(file): the file cannot be read: \(error.localizedDescription)")
            }
            guard let found = try? NIOSSLCertificate.fromPEMBytes(bytes), !found.isEmpty else {
                throw WitnessAuthorityError(
                    "\(file): expected certificates in PEM, as between BEGIN CERTIFICATE and END CERTIFICATE"
                )
            }
            certificates += found
        }
        self.files = files
        self.certificates = certificates
    }
}

/// A file names no certificate authority, and why.
public struct WitnessAuthorityError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, with the file.
    public let description: String

    init(_ description: String) { self.description = description }
}
