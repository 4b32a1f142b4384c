import Yams

/// A value in a YAML file, and where it stands.
struct YAMLValue {
    let node: Node
    let file: String

    /// The path of keys from the top of the file, such as `contract.prices.battery`.
    let path: String

    /// The line where the value begins.
    var line: Int { node.mark?.line ?? 0 }

    /// An error at the place where the value begins.
    func error(_ problem: String) -> ConfigurationError {
        ConfigurationError(file: file, line: node.mark?.line, column: node.mark?.column, key: path, problem: problem)
    }

    /// The error for a value of the wrong type or form.
    func mismatch(expected: String) -> ConfigurationError {
        error("expected \(expected), found \(found)")
    }

    /// The value under a key, one level down.
    func child(_ node: Node, key: String) -> YAMLValue {
        YAMLValue(node: node, file: file, path: path.isEmpty ? key : "\(path).\(key)")
    }

    /// Whether a list stands here.
    var isList: Bool { node.sequence != nil }

    /// The entries of a list.
    func items(expected: String) throws(ConfigurationError) -> [YAMLValue] {
        guard let sequence = node.sequence else { throw mismatch(expected: expected) }
        return sequence.enumerated().map { index, item in
            YAMLValue(node: item, file: file, path: "\(path)[\(index)]")
        }
    }

    /// What stands here, in words.
    private var found: String {
        switch node {
        case .mapping: return "a mapping"
        case .sequence: return "a list"
        case .alias: return "an alias"
        case .scalar(let scalar):
            switch Scalar(scalar) {
            case .text(let text): return "the text \"\(text.prefix(60))\""
            case .number(let text): return "the number \(text)"
            case .boolean(let text): return "the truth value \(text)"
            case .nothing: return "nothing"
            case .tagged(let tag): return "a value tagged \(tag)"
            }
        }
    }
}

extension YAMLValue {
    /// The kinds of scalar, by the core schema of YAML 1.2 (section 10.3.2).
    enum Scalar: Equatable {
        case text(String)
        case number(String)
        case boolean(String)
        case nothing
        case tagged(String)

        init(_ scalar: Node.Scalar) {
            let tag = scalar.tag.rawValue
            let isText = tag == Tag.Name.str.rawValue || tag == Tag.Name.nonSpecific.rawValue
            guard isText || tag.isEmpty else {
                self = .tagged(tag)
                return
            }
            self = isText || scalar.style != .plain ? .text(scalar.string) : Scalar(plain: scalar.string)
        }

        private init(plain text: String) {
            switch text {
            case "", "~", "null", "Null", "NULL": self = .nothing
            case "true", "True", "TRUE", "false", "False", "FALSE": self = .boolean(text)
            default: self = Self.looksLikeNumber(text) ? .number(text) : .text(text)
            }
        }

        /// Whether a plain scalar is an integer or a float of the core schema.
        ///
        /// The patterns are compiled where they are used, since `Regex` cannot be shared between threads; the plain
        /// cases are decided before them.
        private static func looksLikeNumber(_ text: String) -> Bool {
            if ExactDecimal(text) != nil { return true }
            guard let first = text.utf8.first, "+-.0123456789".utf8.contains(first) else { return false }
            let decimal = /[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?/
            let based = /0o[0-7]+|0x[0-9a-fA-F]+/
            let special = /[-+]?(\.inf|\.Inf|\.INF)|\.nan|\.NaN|\.NAN/
            return text.wholeMatch(of: decimal) != nil || text.wholeMatch(of: based) != nil
                || text.wholeMatch(of: special) != nil
        }
    }

    /// The scalar here, or `nil` for a list or a mapping.
    func scalar() -> Scalar? {
        node.scalar.map { Scalar($0) }
    }
}
