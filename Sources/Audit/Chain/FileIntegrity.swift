public import Ledger

/// The files below a chain, as their store can judge them without looking at what they say.
public protocol FileIntegrity: Sendable {
    /// Looks at every byte of every file.
    ///
    /// - Throws: `ChainError`, if a file cannot be read at all.
    func examine() throws(ChainError) -> FileExamination
}

/// What an examination of files looked at, and the damage it found.
public struct FileExamination: Hashable, Sendable {
    /// The number of files.
    public let files: Int

    /// The number of pages.
    public let pages: Int

    /// The places that are not what was written, in the order of the files.
    public let damages: [FileDamage]

    /// Creates an examination's outcome.
    public init(files: Int, pages: Int, damages: [FileDamage]) {
        self.files = files
        self.pages = pages
        self.damages = damages
    }
}

/// A place in a file that is not what was written.
public struct FileDamage: Hashable, Sendable {
    /// The file's name.
    public let file: String

    /// Where in the file, for example `page 7`; `nil` for the file as a whole.
    public let part: String?

    /// What is wrong there.
    public let problem: String

    /// Creates a damage.
    public init(file: String, part: String?, problem: String) {
        self.file = file
        self.part = part
        self.problem = problem
    }
}

extension FileDamage: CustomStringConvertible {
    public var description: String { [file, part].compactMap(\.self).joined(separator: ", ") + ": \(problem)" }
}

extension Divergence {
    /// The divergence that a damaged file is.
    init(_ damage: FileDamage) {
        self.init(
            level: .headers,
            place: .file(damage.file, part: damage.part),
            subject: "file",
            expected: "what was written",
            found: "it \(damage.problem)"
        )
    }
}
