/// Reads endorsement policies: a recursive descent with a bounded depth over the text's bytes.
///
///     policy    = expression
///     expression = gate "(" expression *( "," expression ) ")"
///                / outof "(" number 1*( "," expression ) ")"
///                / quote organisation "." role quote
///                / ( "ANY" / "MAJORITY" / "ALL" ) role
struct PolicyParser {
    private let text: String
    private let bytes: [UInt8]
    private var position = 0
    private var leaves = 0

    init(_ text: String) {
        self.text = text
        self.bytes = Array(text.utf8)
    }

    mutating func parse() throws(PolicySyntaxError) -> PolicyExpression {
        guard bytes.count <= EndorsementPolicy.textBytesMax else {
            throw error(at: 0, "a policy has at most \(EndorsementPolicy.textBytesMax) bytes, this one \(bytes.count)")
        }
        let expression = try expression(depth: 1)
        skipSpaces()
        guard position == bytes.count else {
            throw error(at: position, "expected the end of the policy, found \(found(at: position))")
        }
        return expression
    }

    private mutating func expression(depth: Int) throws(PolicySyntaxError) -> PolicyExpression {
        skipSpaces()
        let start = position
        if let quote = current, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") {
            return try principal(quote: quote)
        }
        let word = takeWord()
        // The three spellings of each gate that Fabric accepts.
        switch word {
        case "AND", "And", "and":
            let branches = try branches(after: word, from: start, depth: depth)
            return .outOf(branches.count, branches)
        case "OR", "Or", "or":
            return .outOf(1, try branches(after: word, from: start, depth: depth))
        case "OutOf", "OUTOF", "outof":
            return try outOf(word, from: start, depth: depth)
        default:
            guard let rule = PolicyExpression.MetaRule(rawValue: word) else {
                position = start
                throw error(
                    at: start,
                    "expected AND, OR, OutOf, ANY, MAJORITY, ALL or a principal such as 'Operator.peer',"
                        + " found \(found(at: start))"
                )
            }
            return try meta(rule, from: start)
        }
    }

    // MARK: Gates

    private mutating func branches(
        after gate: String,
        from start: Int,
        depth: Int
    ) throws(PolicySyntaxError) -> [PolicyExpression] {
        try open(gate, from: start, depth: depth)
        return try remainingBranches(of: gate, depth: depth)
    }

    private mutating func outOf(
        _ gate: String,
        from start: Int,
        depth: Int
    ) throws(PolicySyntaxError) -> PolicyExpression {
        try open(gate, from: start, depth: depth)
        skipSpaces()
        let numberStart = position
        let number = takeWord()
        guard !number.isEmpty, number.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            throw error(at: numberStart, "expected how many of the branches, found \(found(at: numberStart))")
        }
        try take(UInt8(ascii: ","), "\",\" and the branches of \(gate)")
        let branches = try remainingBranches(of: gate, depth: depth)
        guard let count = Int(number), (1...branches.count).contains(count) else {
            throw error(at: numberStart, "\(number) out of \(branches.count) cannot be asked for")
        }
        return .outOf(count, branches)
    }

    private mutating func open(_ gate: String, from start: Int, depth: Int) throws(PolicySyntaxError) {
        guard depth <= EndorsementPolicy.depthMax else {
            throw error(at: start, "gates are nested at most \(EndorsementPolicy.depthMax) deep")
        }
        try take(UInt8(ascii: "("), "\"(\" after \(gate)")
    }

    private mutating func remainingBranches(of gate: String, depth: Int) throws(PolicySyntaxError) -> [PolicyExpression]
    {
        var branches = [try expression(depth: depth + 1)]
        while true {
            skipSpaces()
            guard current == UInt8(ascii: ",") else { break }
            position += 1
            branches.append(try expression(depth: depth + 1))
        }
        try take(UInt8(ascii: ")"), "\",\" or \")\" in the branches of \(gate)")
        return branches
    }

    // MARK: Leaves

    private mutating func principal(quote: UInt8) throws(PolicySyntaxError) -> PolicyExpression {
        let start = position
        position += 1
        let contentStart = position
        while let byte = current, byte != quote { position += 1 }
        guard current == quote else { throw error(at: start, "this quotation is not closed") }
        let content = bytes[contentStart..<position]
        position += 1
        guard let dot = content.lastIndex(of: UInt8(ascii: ".")) else {
            throw error(at: contentStart, "expected an organisation and a role such as 'Operator.peer'")
        }
        if let wrong = content[..<dot].firstIndex(where: { !OrganisationID.isAllowed($0) }) {
            throw error(at: wrong, "an organisation's identifier has letters, digits, \".\" and \"-\" only")
        }
        guard let organisation = OrganisationID(String(decoding: content[..<dot], as: UTF8.self)) else {
            throw error(at: contentStart, "an organisation's identifier has 1 to 64 characters")
        }
        let name = String(decoding: content[(dot + 1)...], as: UTF8.self)
        let role = try role(name, at: dot + 1)
        try countLeaf(at: start)
        return .signature(organisation, role)
    }

    private mutating func meta(
        _ rule: PolicyExpression.MetaRule,
        from start: Int
    ) throws(PolicySyntaxError) -> PolicyExpression {
        skipSpaces()
        let roleStart = position
        let role = try role(takeWord(), at: roleStart)
        try countLeaf(at: start)
        return .organisations(rule, role)
    }

    private func role(_ name: String, at place: Int) throws(PolicySyntaxError) -> Role? {
        if name == PolicyExpression.member { return nil }
        guard let role = Role(rawValue: name) else {
            let roles = ([PolicyExpression.member] + Role.allCases.map(\.rawValue)).joined(separator: ", ")
            throw error(at: place, "expected a role (\(roles)), found \"\(name)\"")
        }
        return role
    }

    private mutating func countLeaf(at start: Int) throws(PolicySyntaxError) {
        leaves += 1
        guard leaves <= EndorsementPolicy.leavesMax else {
            throw error(at: start, "a policy names at most \(EndorsementPolicy.leavesMax) principals")
        }
    }
}

// MARK: - Bytes and words

extension PolicyParser {
    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpaces() {
        while let byte = current, [0x20, 0x09, 0x0a, 0x0d].contains(byte) { position += 1 }
    }

    /// Letters and digits from here on.
    private mutating func takeWord() -> String {
        let start = position
        while let byte = current, OrganisationID.isAllowed(byte), byte != UInt8(ascii: "."), byte != UInt8(ascii: "-") {
            position += 1
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func take(_ byte: UInt8, _ expected: String) throws(PolicySyntaxError) {
        skipSpaces()
        guard current == byte else { throw error(at: position, "expected \(expected), found \(found(at: position))") }
        position += 1
    }

    /// What stands at a place, for a message: a word, a character, or the end.
    private func found(at place: Int) -> String {
        var rest = self
        rest.position = place
        let word = rest.takeWord()
        if !word.isEmpty { return "\"\(word)\"" }
        guard let character = String(decoding: bytes[place...], as: UTF8.self).first else { return "the end" }
        return "\"\(character)\""
    }

    private func error(at place: Int, _ reason: String) -> PolicySyntaxError {
        let before = String(decoding: bytes[..<place], as: UTF8.self)
        return PolicySyntaxError(text: text, column: before.unicodeScalars.count + 1, reason: reason)
    }
}
