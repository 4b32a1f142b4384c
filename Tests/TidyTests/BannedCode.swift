/// Code that has no place somewhere, and what to do instead.
struct BannedCode: Sendable {
    let pattern: String
    let remedy: String

    /// Where the ban holds.
    let scope: @Sendable (SourceFile) -> Bool

    /// The lines of code that do what is banned.
    func occurrences(in code: [String]) throws -> [Int] {
        let pattern = try Regex(pattern).wordBoundaryKind(.simple)
        return code.indices.filter { code[$0].firstMatch(of: pattern) != nil }
    }

    private static let pure: @Sendable (SourceFile) -> Bool = { !$0.isTest && Sources.pure.contains($0.target) }
    private static let exact: @Sendable (SourceFile) -> Bool = {
        pure($0) && !Sources.statistical.contains($0.target)
    }
    private static let library: @Sendable (SourceFile) -> Bool = { !$0.isTest && $0.target != "commonwatt" }
    private static let everywhere: @Sendable (SourceFile) -> Bool = { _ in true }

    static let all: [BannedCode] = [
        BannedCode(
            pattern: #"\bDate\(|\b(Continuous|Suspending)Clock\b|\bDispatchTime\b|\bTask\.sleep\b"#,
            remedy: "time is an argument in pure targets",
            scope: pure
        ),
        BannedCode(
            pattern: #"\bSystemRandomNumberGenerator\b|\bUUID\(|\.random\(in: [^,]*\)|\.(randomElement|shuffled)\(\)"#,
            remedy: "chance is an argument in pure targets",
            scope: pure
        ),
        BannedCode(
            pattern: #"\.hashValue\b|\bHasher\("#,
            remedy: "Swift's hashes differ from process to process; use a digest",
            scope: pure
        ),
        BannedCode(
            pattern: #"\bJSONEncoder\b|\bPropertyListEncoder\b"#,
            remedy: "what gets hashed is written as deterministic CBOR",
            scope: pure
        ),
        BannedCode(
            pattern: #"\bProcessInfo\b|\bgetenv\b|\breadLine\(|\bFileManager\b"#,
            remedy: "pure targets do no I/O",
            scope: pure
        ),
        BannedCode(
            pattern: #"\b(Double|Float|Float32|Float80|CGFloat)\b"#,
            remedy: "decisions and bills are made in integers",
            scope: exact
        ),
        BannedCode(
            pattern: #"(^|[^.\w])(print|debugPrint|dump)\("#,
            remedy: "only the command prints",
            scope: library
        ),
        BannedCode(
            pattern: #"\bfatalError\("#,
            remedy: "throw, or state the precondition that was broken",
            scope: { !$0.isTest }
        ),
        BannedCode(
            pattern: #"(^|[^.\w])Process\(\)|\bFoundation\.Process\b"#,
            remedy: "children started by Foundation inherit blocked signals; use Subprocess",
            scope: everywhere
        ),
        BannedCode(
            pattern: #"\.disabled\(|\.enabled\(if:|\bXCTSkip\b"#,
            remedy: "no test is skipped",
            scope: { $0.isTest }
        ),
    ]
}
