import Cryptography
import Foundation

/// The files of a site's directory.
struct SiteFiles {
    let directory: String

    func path(_ name: String) -> String { directory + "/" + name }

    func makeDirectory(_ name: String) throws(SiteError) {
        do {
            try FileManager.default.createDirectory(atPath: path(name), withIntermediateDirectories: true)
        } catch {
            throw SiteError("\(path(name)): the directory cannot be made: \(error.localizedDescription)")
        }
    }

    /// Writes a file that does not exist yet; a private one can be read by its owner alone from its first byte on.
    func write(_ text: String, to name: String, isPrivate: Bool = false) throws(SiteError) {
        let path = path(name)
        guard !FileManager.default.fileExists(atPath: path) else {
            throw SiteError("\(path): the file exists already and is not overwritten; choose another directory")
        }
        let attributes: [FileAttributeKey: Any] = [.posixPermissions: isPrivate ? 0o600 : 0o644]
        let isWritten = FileManager.default.createFile(
            atPath: path,
            contents: Data(text.utf8),
            attributes: attributes
        )
        guard isWritten else { throw SiteError("\(path): the file cannot be written; is the disk full or read-only?") }
    }

    /// Writes a private key, readable by its owner alone.
    func write(_ key: SigningKey, to name: String) throws(SiteError) {
        let pem: String
        do { pem = try key.pem } catch { throw SiteError("\(path(name)): the key cannot be written: \(error)") }
        try write(pem, to: name, isPrivate: true)
    }

    /// Writes a file in the place of one that may be there: the old one or the new one is there at any moment.
    func replace(_ name: String, with text: String) throws(SiteError) {
        do {
            try Data(text.utf8).write(to: URL(filePath: path(name)), options: .atomic)
        } catch {
            throw SiteError("\(path(name)): the file cannot be written: \(error.localizedDescription)")
        }
    }

    static func read(_ path: String) throws(SiteError) -> String {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw SiteError("\(path): there is no such file, or it cannot be read")
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw SiteError("\(path): the file is no text")
        }
        return text
    }
}
