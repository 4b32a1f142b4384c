/// Just enough of Swift's grammar to tell code from comments and literals.
struct SwiftText {
    private let bytes: [UInt8]
    private var index = 0
    private var output: [UInt8] = []

    /// The text with comments and the insides of string and regex literals replaced by spaces; lines stay lines.
    static func code(of text: String) -> String {
        var scanner = SwiftText(bytes: Array(text.utf8))
        return scanner.run()
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
        output.reserveCapacity(bytes.count)
    }

    private mutating func run() -> String {
        while index < bytes.count {
            if starts(with: "//") {
                blank { $0.bytes[$0.index] != UInt8(ascii: "\n") }
            } else if starts(with: "/*") {
                blankComment()
            } else if starts(with: "\"\"\"") {
                blankString(delimiter: "\"\"\"")
            } else if starts(with: "\"") {
                blankString(delimiter: "\"")
            } else if starts(with: "#\"") {
                blankRaw()
            } else if isRegex {
                blankRegex()
            } else {
                copy()
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    private func starts(with text: StaticString) -> Bool {
        let prefix = Array("\(text)".utf8)
        return bytes[index...].starts(with: prefix)
    }

    /// A slash begins a regex literal where an expression may begin: after an opening, a comma or an equals sign.
    private var isRegex: Bool {
        guard bytes[index] == UInt8(ascii: "/"), index + 1 < bytes.count, bytes[index + 1] != UInt8(ascii: " ") else {
            return false
        }
        let before = output.last { $0 != UInt8(ascii: " ") }
        return before.map { "(=,:[".utf8.contains($0) } ?? false
    }

    private mutating func copy(_ count: Int = 1) {
        output.append(contentsOf: bytes[index..<min(index + count, bytes.count)])
        index += count
    }

    private mutating func skip(_ count: Int = 1) {
        for byte in bytes[index..<min(index + count, bytes.count)] {
            output.append(byte == UInt8(ascii: "\n") ? byte : UInt8(ascii: " "))
        }
        index += count
    }

    private mutating func blank(while condition: (SwiftText) -> Bool) {
        while index < bytes.count, condition(self) { skip() }
    }

    private mutating func blankComment() {
        var depth = 0
        repeat {
            if starts(with: "/*") {
                depth += 1
                skip(2)
            } else if starts(with: "*/") {
                depth -= 1
                skip(2)
            } else {
                skip()
            }
        } while depth > 0 && index < bytes.count
    }

    private mutating func blankString(delimiter: StaticString) {
        let length = "\(delimiter)".utf8.count
        copy(length)
        while index < bytes.count, !starts(with: delimiter) {
            if starts(with: "\\(") {
                blankInterpolation()
            } else {
                skip(bytes[index] == UInt8(ascii: "\\") ? 2 : 1)
            }
        }
        copy(length)
    }

    /// An interpolation ends where its parentheses close; strings inside it are strings of their own.
    private mutating func blankInterpolation() {
        skip()
        var depth = 0
        repeat {
            if bytes[index] == UInt8(ascii: "\"") {
                blankString(delimiter: "\"")
                continue
            }
            if bytes[index] == UInt8(ascii: "(") { depth += 1 }
            if bytes[index] == UInt8(ascii: ")") { depth -= 1 }
            skip()
        } while depth > 0 && index < bytes.count
    }

    private mutating func blankRaw() {
        copy(2)
        while index < bytes.count, !starts(with: "\"#") { skip() }
        copy(2)
    }

    private mutating func blankRegex() {
        copy()
        while index < bytes.count, bytes[index] != UInt8(ascii: "/"), bytes[index] != UInt8(ascii: "\n") {
            skip(bytes[index] == UInt8(ascii: "\\") ? 2 : 1)
        }
        copy()
    }
}
