import Yams

/// The keys that one mapping of a file may have; the JSON schemas are tested against these lists.
protocol FileKey: RawRepresentable<String>, CaseIterable, Equatable {
    /// The keys without which the mapping is refused.
    static var required: [Self] { get }
}

/// A mapping whose keys are all known and whose required keys are all there.
struct YAMLMapping<Key: FileKey> {
    let value: YAMLValue
    private let entries: [(key: Key, value: YAMLValue)]

    /// Reads the mapping's keys; `expected` says in words what should stand here.
    init(_ value: YAMLValue, expected: String) throws(ConfigurationError) {
        guard let mapping = value.node.mapping else { throw value.mismatch(expected: expected) }
        var entries: [(key: Key, value: YAMLValue)] = []
        for (node, child) in mapping {
            let key = try Self.key(node, in: value)
            entries.append((key, value.child(child, key: key.rawValue)))
        }
        self.value = value
        self.entries = entries
        let missing = Key.required.filter { key in !entries.contains { $0.key == key } }
        guard missing.isEmpty else {
            let names = missing.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
            throw value.error("missing the required key\(missing.count == 1 ? "" : "s") \(names)")
        }
    }

    private static func key(_ node: Node, in value: YAMLValue) throws(ConfigurationError) -> Key {
        let position = value.child(node, key: "")
        guard let text = node.scalar?.string else {
            throw ConfigurationError(
                file: value.file,
                line: position.node.mark?.line,
                column: position.node.mark?.column,
                key: value.path,
                problem: "expected a key, found a list or a mapping"
            )
        }
        if let key = Key(rawValue: text) { return key }
        let known = Key.allCases.map(\.rawValue)
        throw ConfigurationError(
            file: value.file,
            line: node.mark?.line,
            column: node.mark?.column,
            key: value.path,
            problem: "unknown key \"\(text)\"\(suggestion(for: text, among: known))"
        )
    }

    /// The value of an optional key.
    subscript(key: Key) -> YAMLValue? {
        entries.first { $0.key == key }?.value
    }

    /// The value of a key that must be there, given what else stands in the file.
    func required(_ key: Key, because reason: String = "") throws(ConfigurationError) -> YAMLValue {
        guard let found = self[key] else {
            throw value.error("missing the key \"\(key.rawValue)\"\(reason.isEmpty ? "" : ": \(reason)")")
        }
        return found
    }
}
