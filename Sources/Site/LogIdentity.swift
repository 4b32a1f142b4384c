import Cryptography
import Foundation
public import Ledger
public import Transparency

/// Who signs a site's checkpoints, and who witnesses them: `checkpoint.key`, `roots/ledger.vkey` and `witnesses/*.vkey`
/// of the identities' directory.
public struct LogIdentity: Sendable {
    /// The log's key with its name.
    public let signer: NoteSigner

    /// The witnesses' verifier keys, as a ledger that is founded names them.
    public let witnesses: [VerifierKey]

    static let keyName = "checkpoint.key"
    static let verifierName = "roots/ledger.vkey"

    /// Reads the log of a site; `nil` if it has no key.
    ///
    /// - Throws: ``SiteError`` where a file is damaged, or the two keys do not belong together.
    public init?(directory: String) throws(SiteError) {
        let path = "\(directory)/\(Self.keyName)"
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        let pem = try SiteFiles.read(path)
        let verifierPath = "\(directory)/\(Self.verifierName)"
        let named = try Self.verifierKey(verifierPath)
        do {
            let key = try CheckpointSigningKey(pem: pem)
            signer = try NoteSigner(name: named.name, kind: .log, key: key)
        } catch {
            throw SiteError("\(path): the file is no Ed25519 key: \(error)")
        }
        guard signer.verifierKey == named else {
            throw SiteError("\(path): the key is not the one that \(verifierPath) names")
        }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory + "/witnesses")) ?? []
        var witnesses: [VerifierKey] = []
        for name in names.sorted() where name.hasSuffix(".vkey") {
            witnesses.append(try Self.verifierKey("\(directory)/witnesses/\(name)"))
        }
        self.witnesses = witnesses
    }

    /// Reads the verifier key of a file.
    ///
    /// - Throws: ``SiteError``.
    public static func verifierKey(_ path: String) throws(SiteError) -> VerifierKey {
        let text = try SiteFiles.read(path)
        do {
            return try VerifierKey(text.trimmingCharacters(in: .whitespacesAndNewlines))
        } catch {
            throw SiteError("\(path): \(error)")
        }
    }

    /// The terms with which a ledger is founded: the usual rhythm, and more than half of the witnesses.
    public var terms: CheckpointTerms {
        CheckpointTerms(
            origin: signer.verifierKey.name.text,
            logKey: signer.verifierKey.text,
            witnesses: witnesses.map(\.text),
            quorum: witnesses.isEmpty ? 0 : witnesses.count / 2 + 1
        )
    }

    /// The name and key of a new site's log. The name has a part of the key's hash, so that no two sites share one.
    static func verifierKey(
        site: String,
        key: CheckpointVerificationKey
    ) throws(TextFormatError) -> VerifierKey {
        let mark = Digest.sha256(key.rawBytes).hex.prefix(8)
        return try VerifierKey(name: NoteName("commonwatt/\(site)/\(mark)"), kind: .log, key: key)
    }
}
