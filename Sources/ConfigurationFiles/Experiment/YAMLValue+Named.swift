import Yams

extension YAMLValue {
    /// The entries of a list that has at least one, all with different `id`s.
    func namedItems(expected: String) throws(ConfigurationError) -> [YAMLValue] {
        let items = try items(expected: expected)
        guard !items.isEmpty else { throw error("expected \(expected), found an empty list") }
        var seen: [String] = []
        for item in items {
            guard let name = item.node.mapping?["id"]?.scalar?.string else { continue }
            guard !seen.contains(name) else { throw item.error("the id \"\(name)\" is here twice") }
            seen.append(name)
        }
        return items
    }

    /// A name that stands in results and file names.
    func resultName() throws(ConfigurationError) -> String {
        let expected = "a name of 1 to 32 characters a-z, 0-9, . or -"
        let name: String
        switch scalar() {
        // A figure's number looks like a number.
        case .text(let text)?, .number(let text)?: name = text
        default: throw mismatch(expected: expected)
        }
        let isValid = name.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
        }
        guard isValid, (1...32).contains(name.utf8.count), !name.hasPrefix(".") else {
            throw mismatch(expected: expected)
        }
        return name
    }
}
