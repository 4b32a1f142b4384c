import Foundation
import TestKit

/// A Swift file of the repository.
struct SourceFile: Sendable {
    /// The path from the top of the checkout.
    let path: String
    let lines: [String]

    /// The lines with comments and the insides of literals blanked out.
    let code: [String]

    init(path: String, text: String) {
        self.path = path
        lines = text.components(separatedBy: "\n")
        code = SwiftText.code(of: text).components(separatedBy: "\n")
    }

    /// The directory below `Sources` or `Tests`: the target that the file belongs to.
    var target: String {
        let parts = path.split(separator: "/")
        return parts.count > 1 ? String(parts[1]) : ""
    }

    var isTest: Bool { path.hasPrefix("Tests/") }

    /// The modules that the file imports.
    var imports: [String] {
        code.compactMap { line in
            let words = line.split(separator: " ")
            guard let keyword = words.firstIndex(of: "import"), keyword + 1 < words.count, keyword <= 2 else {
                return nil
            }
            let kinds = ["struct", "class", "enum", "protocol", "func", "let", "var", "typealias"]
            let name = kinds.contains(String(words[keyword + 1])) ? words.last : words[keyword + 1]
            return name.map { String($0.prefix { $0 != "." }) }
        }
    }

    /// A finding in this file: where, and the line itself.
    func finding(_ index: Int, _ remark: String) -> String {
        "\(path):\(index + 1): \(remark): \(lines[index].trimmingCharacters(in: .whitespaces))"
    }
}

/// The Swift files of the repository, and the targets that they make up.
enum Sources {
    /// Every Swift file below `Sources` and `Tests`, in the order of their paths.
    static let all: [SourceFile] = ["Sources", "Tests"].flatMap { directory in
        let paths = FileManager.default.enumerator(atPath: Repository.path(directory))
        return (paths?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(".swift") }.sorted().compactMap {
            path in
            let text = try? String(contentsOfFile: Repository.path("\(directory)/\(path)"), encoding: .utf8)
            return text.map { SourceFile(path: "\(directory)/\(path)", text: $0) }
        }
    }

    /// The targets below `Sources`, C modules included.
    static let targets: [String] = {
        let names = try? FileManager.default.contentsOfDirectory(atPath: Repository.path("Sources"))
        return (names ?? []).filter { !$0.contains(".") }.sorted()
    }()

    /// The targets that only wrap a C library.
    static let modules = targets.filter {
        FileManager.default.fileExists(atPath: Repository.path("Sources/\($0)/module.modulemap"))
    }

    /// Targets without clock, I/O and chance: the same input gives the same result on every machine.
    static let pure = [
        "Units", "Allocation", "CBOR", "Membership", "Ledger", "Transparency", "AllocationContract", "Simulation",
        "ResearchPolicies",
    ]

    /// Pure targets that may compute with binary floating point: no decision and no bill hangs on them.
    static let statistical = ["Simulation", "ResearchPolicies"]
}
