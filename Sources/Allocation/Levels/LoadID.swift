/// The identifier of one of a building's loads, `[a-z0-9-]{1,32}`.
public struct LoadID: Hashable, Sendable {
    /// The identifier's text.
    public let text: String

    /// Creates an identifier from text that has the form of one, else `nil`.
    public init?(_ text: String) {
        // The two identifiers have the same form.
        guard BuildingID(text) != nil else { return nil }
        self.text = text
    }
}

extension LoadID: Comparable {
    /// Identifiers are ordered by their bytes, the same on every machine.
    public static func < (left: LoadID, right: LoadID) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
}

extension LoadID: CustomStringConvertible {
    public var description: String { text }
}
