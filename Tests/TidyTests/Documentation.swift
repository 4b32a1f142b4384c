/// Which public declarations are documented, and which need not be.
struct Documentation {
    /// What each protocol of the package requires: a witness has its meaning from there.
    private var requirements: [String: Set<String>] = [:]

    /// What the standard library's and Swift Testing's protocols require.
    private static let standard: Set = [
        "description", "debugDescription", "testDescription", "errorDescription", "hash", "rawValue", "stringLiteral",
        "next", "makeIterator", "makeAsyncIterator", "Element", "Failure", "AsyncIterator",
    ]

    init(of files: [SourceFile]) {
        let protocols = files.flatMap(\.protocols)
        for declared in protocols { requirements[declared.name] = declared.members }
        // Who conforms to a protocol conforms to those that it refines; refinements are a few levels deep at most.
        for _ in 0..<3 {
            for declared in protocols {
                let inherited = declared.parents.flatMap { requirements[$0] ?? [] }
                requirements[declared.name]?.formUnion(inherited)
            }
        }
    }

    /// The lines of a file's public declarations that have no documentation comment and need one.
    ///
    /// Operators and what a protocol asks for have their meaning from the protocol.
    func undocumented(in file: SourceFile) -> [Int] {
        let conformances = requirements.filter { name, _ in file.conforms(to: name) }
        let witnesses = conformances.values.reduce(Self.standard) { $0.union($1) }
        return file.code.indices.filter { index in
            let words = file.code[index].split(separator: " ")
            guard words.first == "public" else { return false }
            guard !words.contains("import"), !words.contains("extension"), !file.isDocumented(index) else {
                return false
            }
            let name = SourceFile.declaredName(in: file.code[index])
            return name.map { !$0.isEmpty && !witnesses.contains($0) } ?? true
        }
    }
}

extension SourceFile {
    /// The name that a line declares; for an initialiser the first label; empty for an operator.
    static func declaredName(in line: String) -> String? {
        let words = line.split(separator: " ")
        let keywords = ["func", "var", "let", "typealias", "case"]
        for (word, next) in zip(words, words.dropFirst() + [""]) {
            if keywords.contains(String(word)) { return identifier(next) }
            if word.hasPrefix("init(") { return identifier(word.dropFirst(5)) + (word == "init()" ? "init" : "") }
        }
        return nil
    }

    private static func identifier(_ text: Substring) -> String {
        String(text.prefix { $0.isLetter || $0.isNumber || $0 == "_" })
    }

    /// A protocol: what it requires by itself, and what it refines.
    struct ProtocolDeclaration {
        let name: String
        let parents: [String]
        var members: Set<String> = []
    }

    /// The protocols that the file declares.
    var protocols: [ProtocolDeclaration] {
        var found: [ProtocolDeclaration] = []
        var isInside = false
        for line in code {
            let words = line.split { $0 == " " || $0 == ":" || $0 == "<" }
            if let keyword = words.firstIndex(of: "protocol"), keyword + 1 < words.count, !line.hasPrefix(" ") {
                let parents = line.split(separator: ":").dropFirst().joined().split { ", {&".contains($0) }
                found.append(ProtocolDeclaration(name: String(words[keyword + 1]), parents: parents.map(String.init)))
                isInside = true
            } else if line.hasPrefix("}") {
                isInside = false
            } else if isInside, let name = Self.declaredName(in: line), !found.isEmpty {
                found[found.count - 1].members.insert(name)
            }
        }
        return found
    }

    /// Whether the file declares a conformance to a protocol.
    func conforms(to name: String) -> Bool {
        code.contains { line in
            line.split(separator: ":").dropFirst().contains { part in
                part.split { ", &<>{(".contains($0) }.contains(Substring(name))
            }
        }
    }

    /// Whether a documentation comment stands above the line, attributes aside.
    func isDocumented(_ index: Int) -> Bool {
        var above = index - 1
        while above >= 0, lines[above].drop(while: { $0 == " " }).hasPrefix("@") { above -= 1 }
        return above >= 0 && lines[above].drop { $0 == " " }.hasPrefix("///")
    }
}
