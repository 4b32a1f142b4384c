/// A text that is not what its format says.
public struct TextFormatError: Error, Hashable, Sendable {
    /// What was to be read, for example `checkpoint`.
    public let structure: String

    /// The number of the line, from 1; `nil` if it is the text as a whole.
    public let line: Int?

    /// What the format has there.
    public let expected: String

    /// What is there.
    public let found: String

    /// Creates an error.
    init(_ structure: String, line: Int? = nil, expected: String, found: String) {
        self.structure = structure
        self.line = line
        self.expected = expected
        self.found = found
    }
}

extension TextFormatError: CustomStringConvertible {
    public var description: String {
        let place = line.map { ", line \($0)" } ?? ""
        return "the \(structure)\(place): expected \(expected), found \(found)"
    }
}
