import Testing

@Suite("The rules see what they should")
struct RuleTests {
    @Test(
        "Comments and literals are not code",
        arguments: [
            ("let a = 1 // Date()", "let a = 1          "),
            ("a /* x /* y */ z */ b", "a                   b"),
            ("f(\"Date()\")", "f(\"      \")"),
            (#"f("\(g("}")) {")"#, #"f("   "#),
            ("let r = /[{\"]/", "let r = /    /"),
            ("a / b / c", "a / b / c"),
            ("let s = #\"\\(\"#", "let s = #\"  \"#"),
        ]
    )
    func code(text: String, code: String) {
        let blanked = SwiftText.code(of: text)
        #expect(blanked.utf8.count == text.utf8.count)
        #expect(blanked.hasPrefix(code))
        #expect(!blanked.contains("Date") && !blanked.contains("{"))
    }

    @Test("Functions are measured from their signature to the end of their body")
    func functions() {
        let file = SourceFile(
            path: "Sources/A/A.swift",
            text: """
                protocol P {
                    func requirement(_ a: Int) -> Int
                    init()
                }
                struct S {
                    public static func one() { "}" }
                    init(
                        a: Int
                    ) throws {
                        let f = { 1 }
                        func inner() {
                            f()
                        }
                    }
                }
                """
        )
        #expect(
            file.functions == [
                SourceFile.Function(line: 5, length: 1),
                SourceFile.Function(line: 6, length: 8),
                SourceFile.Function(line: 10, length: 3),
            ]
        )
    }

    @Test("Public declarations need a comment, operators and witnesses do not")
    func documentation() {
        let file = SourceFile(
            path: "Sources/A/A.swift",
            text: """
                public import B
                public struct S {
                    /// Right.
                    @discardableResult
                    public func f() {}
                    public var description: String { "" }
                    public static func < (a: S, b: S) -> Bool { true }
                    public func hash(into hasher: inout Hasher) {}
                    public init() {}
                    public init(rawValue: Int) {}
                }
                public protocol P {
                    /// Right.
                    func work(_ a: Int)
                }
                public protocol Q: P {
                }
                struct T: Q {
                    public func work(_ a: Int) {}
                    public func rest() {}
                }
                """
        )
        #expect(Documentation(of: [file]).undocumented(in: file) == [1, 8, 11, 15, 19])
        #expect(file.imports == ["B"])
    }

    @Test(
        "Banned code is found where it is code",
        arguments: [
            ("let now = Date()", true), ("let d: Date", false), ("Int.random(in: 0..<3)", true),
            ("Int.random(in: 0..<3, using: &g)", false), ("let x: Double = 1", true), ("let isDoubled = true", false),
            ("print(a)", true), ("blueprint(a)", false), ("x.print(a)", false),
        ]
    )
    func bans(line: String, isBanned: Bool) throws {
        #expect(try BannedCode.all.contains { try !$0.occurrences(in: [line]).isEmpty } == isBanned)
    }
}
