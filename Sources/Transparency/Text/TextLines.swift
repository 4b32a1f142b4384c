/// The lines of a text that is UTF-8 without control characters and ends with a newline, as every text of this module.
struct TextLines {
    /// What is being read, for messages.
    let structure: String

    /// The lines without their newlines.
    let lines: [String]

    /// The most bytes of a text: more than a proof with the largest envelope has.
    static let maximumSize = 32 << 20

    static let newline = UInt8(ascii: "\n")

    /// Takes a text apart.
    init(_ bytes: [UInt8], of structure: String) throws(TextFormatError) {
        guard bytes.count <= Self.maximumSize else {
            let expected = "at most \(Self.maximumSize) bytes"
            throw TextFormatError(structure, expected: expected, found: "\(bytes.count)")
        }
        guard !bytes.isEmpty else { throw TextFormatError(structure, expected: "a text", found: "nothing") }
        var lines: [String] = []
        for line in bytes.split(separator: Self.newline, omittingEmptySubsequences: false) {
            guard let text = String(validating: line, as: UTF8.self), line.allSatisfy({ $0 >= 0x20 && $0 != 0x7f })
            else {
                let expected = "UTF-8 without control characters"
                throw TextFormatError(structure, line: lines.count + 1, expected: expected, found: "other bytes")
            }
            lines.append(text)
        }
        guard bytes.last == Self.newline else {
            let expected = "a newline at the end"
            throw TextFormatError(structure, line: lines.count, expected: expected, found: "none")
        }
        lines.removeLast()
        self.structure = structure
        self.lines = lines
    }

    /// The line at an index; an error that says what was expected, if the text ends before.
    func line(_ index: Int, expected: String) throws(TextFormatError) -> String {
        guard lines.indices.contains(index) else {
            throw TextFormatError(structure, line: index + 1, expected: expected, found: "the end of the text")
        }
        return lines[index]
    }

    /// The error of a line that is something else than it should be.
    func error(_ index: Int, expected: String) -> TextFormatError {
        guard lines.indices.contains(index) else {
            return TextFormatError(structure, line: index + 1, expected: expected, found: "the end of the text")
        }
        return TextFormatError(structure, line: index + 1, expected: expected, found: Self.quoted(lines[index]))
    }

    /// The rest of a line behind a word and a space.
    func value(of word: String, at index: Int, expected: String) throws(TextFormatError) -> String {
        let line = try line(index, expected: expected)
        guard line.utf8.starts(with: "\(word) ".utf8) else { throw error(index, expected: expected) }
        return String(decoding: line.utf8.dropFirst(word.utf8.count + 1), as: UTF8.self)
    }

    /// The bytes of some of the lines, each with its newline.
    func bytes(_ range: Range<Int>) -> [UInt8] {
        lines[range].flatMap { Array($0.utf8) + [Self.newline] }
    }

    /// A text in quotes, shortened for a message.
    static func quoted(_ text: String) -> String {
        guard !text.isEmpty else { return "an empty line" }
        return text.count <= 80 ? "'\(text)'" : "'\(text.prefix(80))…'"
    }

    /// The number that a text is in decimal without leading zeros; `nil` for any other text.
    static func decimal(_ text: String) -> Int? {
        let digits = Array(text.utf8)
        guard let first = digits.first, digits.allSatisfy({ (0x30...0x39).contains($0) }),
            digits.count == 1 || first != 0x30
        else { return nil }
        return Int(text)
    }
}
