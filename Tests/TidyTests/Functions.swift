extension SourceFile {
    /// A function's first line and its length in lines.
    struct Function: Equatable {
        let line: Int
        let length: Int
    }

    /// The functions and initialisers of the file that have a body, the inner ones too.
    var functions: [Function] {
        code.indices.compactMap { index in
            guard Self.declaresFunction(code[index]), let end = endOfBody(from: index) else { return nil }
            return Function(line: index, length: end - index + 1)
        }
    }

    private static func declaresFunction(_ line: String) -> Bool {
        let words = line.split { $0 == " " || $0 == "(" || $0 == "?" || $0 == "<" }
        let modifiers: Set<Substring> = [
            "public", "private", "fileprivate", "internal", "package", "static", "mutating", "nonmutating", "override",
            "final", "convenience", "required", "consuming", "borrowing", "nonisolated", "isolated", "class",
            "@discardableResult", "@Sendable", "@inline", "__always)", "never)",
        ]
        guard let word = words.first(where: { !modifiers.contains($0) }) else { return false }
        return ["func", "init", "deinit", "subscript"].contains(word)
    }

    /// The line on which the body that opens at or after a declaration closes; `nil` for a requirement without a body.
    private func endOfBody(from start: Int) -> Int? {
        var parentheses = 0
        var braces = 0
        for index in start..<code.count {
            if index > start, braces == 0, parentheses == 0, Self.isNewDeclaration(code[index]) { return nil }
            for character in code[index].utf8 {
                switch character {
                case UInt8(ascii: "("): parentheses += 1
                case UInt8(ascii: ")"): parentheses -= 1
                case UInt8(ascii: "{"): braces += 1
                case UInt8(ascii: "}"):
                    braces -= 1
                    // Less than nothing open: the protocol that states the requirement ends here.
                    if braces < 0 { return nil }
                    if braces == 0, parentheses == 0 { return index }
                default: break
                }
            }
        }
        return nil
    }

    /// Whether a line stands on its own, rather than going on with the signature above.
    private static func isNewDeclaration(_ line: String) -> Bool {
        let text = line.drop { $0 == " " }
        return text.isEmpty || declaresFunction(line)
            || ["var ", "let ", "static ", "associatedtype ", "public "].contains { text.hasPrefix($0) }
    }
}
