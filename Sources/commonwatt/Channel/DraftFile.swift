import Foundation
import Ledger

/// A transaction of the channel's own on its way from one administrator to the next, as a file.
protocol MailableDraft {
    /// What stands in the file's first and last line.
    static var label: String { get }

    /// What makes such a file.
    static var origin: String { get }

    /// Reads its bytes.
    init(encoded: [UInt8]) throws(LedgerFormatError)

    /// Its bytes.
    var encoded: [UInt8] { get }
}

extension ConfigurationDraft: MailableDraft {
    static let label = "CONFIGURATION CHANGE"
    static let origin = "a change from 'commonwatt channel draft'"
}

extension RedactionDraft: MailableDraft {
    static let label = "REDACTION"
    static let origin = "a redaction from 'commonwatt ledger redact draft'"
}

/// A draft as a text file that can be mailed: Base64 between two lines that say what it is.
enum DraftFile<Draft: MailableDraft> {
    private static var first: String { "-----BEGIN COMMONWATT \(Draft.label)-----" }
    private static var last: String { "-----END COMMONWATT \(Draft.label)-----" }

    /// Whether a text is meant to be a draft.
    static func isDraft(_ text: String) -> Bool { text.contains(first) }

    /// Reads a draft; text around it, as mail programs leave it, does no harm.
    static func read(_ path: String) throws(CommandFailure) -> Draft {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw .badInput("\(path): there is no such file, or it is no text")
        }
        let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
        guard let start = lines.firstIndex(of: first), let end = lines.firstIndex(of: last), start < end else {
            throw .badInput("\(path): expected \(Draft.origin), between two lines of dashes")
        }
        guard let data = Data(base64Encoded: lines[(start + 1)..<end].joined()) else {
            throw .badInput("\(path): the draft is no Base64; was the file cut off or altered on its way?")
        }
        do {
            return try Draft(encoded: Array(data))
        } catch {
            throw .badInput("\(path): \(error)")
        }
    }

    /// Writes a draft, in the place of one that may be there.
    static func write(_ draft: Draft, to path: String) throws(CommandFailure) {
        let body = Data(draft.encoded).base64EncodedString(options: [.lineLength76Characters, .endLineWithLineFeed])
        do {
            try Data("\(first)\n\(body)\n\(last)\n".utf8).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw .environment("\(path): the file cannot be written: \(error.localizedDescription)")
        }
    }
}
