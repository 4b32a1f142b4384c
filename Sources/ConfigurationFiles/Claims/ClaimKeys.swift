enum ClaimsKey: String, FileKey {
    case figures

    static let required = allCases
}

enum ClaimFigureKey: String, FileKey {
    case id
    case experiment
    case sweep
    case measure
    case claims

    static let required = allCases
}

enum ClaimKey: String, FileKey {
    case id
    case text
    case tests

    static let required = allCases
}

enum ClaimTestKey: String, FileKey {
    case kind = "is"
    case policies
    case than
    case toward
    case from
    case share
    case least
    case most
    case value
    case within
    case magnitude
    case at

    static let required: [ClaimTestKey] = [.kind, .policies]
}
