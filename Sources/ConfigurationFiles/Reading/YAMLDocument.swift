import Yams

extension InputFile {
    /// The top of the file's only YAML document.
    ///
    /// Scalars are not resolved by the YAML library (YAML 1.1 would read `no` as false and `16:00` as 960); their kind
    /// is decided in ``YAMLValue/scalar()``.
    func yaml() throws(ConfigurationError) -> YAMLValue {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ConfigurationError(file: path, problem: "the file is not UTF-8 text")
        }
        let root: Node?
        do {
            root = try Parser(yaml: text, resolver: .basic, encoding: .utf8).singleRoot()
        } catch {
            throw refusal(of: error)
        }
        guard let root else {
            throw ConfigurationError(file: path, line: 1, column: 1, problem: "the file is empty")
        }
        return YAMLValue(node: root, file: path, path: "")
    }

    private func refusal(of error: any Error) -> ConfigurationError {
        guard let error = error as? YamlError else {
            return ConfigurationError(file: path, problem: "the file is not YAML: \(error)")
        }
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let circumstance = context.map { "\($0.text): " } ?? ""
            return refusal("not well-formed YAML: \(circumstance)\(problem)", at: mark)
        case .duplicatedKeysInMapping(let duplicates, let context):
            let key = duplicates.first ?? ""
            return refusal("the key \"\(key)\" is here and again further down; keep one of them", at: context.mark)
        case .reader(let problem, let offset, _, let text):
            let before = text.utf8.prefix(offset ?? 0)
            let line = before.count { $0 == UInt8(ascii: "\n") } + 1
            return ConfigurationError(file: path, line: line, problem: "not well-formed YAML: \(problem)")
        default:
            return ConfigurationError(file: path, problem: "the file is not YAML: \(error)")
        }
    }

    private func refusal(_ problem: String, at mark: Mark) -> ConfigurationError {
        ConfigurationError(file: path, line: mark.line, column: mark.column, problem: problem)
    }
}
