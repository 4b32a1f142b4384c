/// Why a file was refused: where it stands, what was expected there, and what was found instead.
///
/// The text is meant for the person who wrote the file: `cluster.yaml:4:11: contract.cap_w: expected …`.
public struct ConfigurationError: Error, Hashable, Sendable {
    /// The file as the user named it.
    public var file: String

    /// The line, counted from 1; `nil` where the file as a whole is meant.
    public var line: Int?

    /// The column, counted from 1 in Unicode scalars; `nil` where the file as a whole is meant.
    public var column: Int?

    /// The key's path from the top of the file, such as `buildings[2].raf`; empty for the top itself.
    public var key: String

    /// What is wrong and what was expected, as a sentence without position.
    public var problem: String

    /// Creates an error.
    public init(file: String, line: Int? = nil, column: Int? = nil, key: String = "", problem: String) {
        self.file = file
        self.line = line
        self.column = column
        self.key = key
        self.problem = problem
    }
}

extension ConfigurationError: CustomStringConvertible {
    public var description: String {
        var place = file
        if let line { place += ":\(line)" }
        if let column { place += ":\(column)" }
        return key.isEmpty ? "\(place): \(problem)" : "\(place): \(key): \(problem)"
    }
}
