/// The checkout that the tests run in: shipped files are tested where they lie.
public enum Repository {
    /// The path of the checkout's top directory.
    public static let root: String = {
        // …/Sources/TestKit/Repository.swift
        let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
        return parts.dropLast(3).joined(separator: "/")
    }()

    /// The path of a file or directory of the checkout.
    public static func path(_ relative: String) -> String {
        "\(root)/\(relative)"
    }
}
