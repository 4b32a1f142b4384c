/// The identifier of an organisation, `[A-Za-z0-9.-]{1,64}`, as Fabric writes a membership service provider's.
///
/// It is also the `O` of the organisation's certificates.
public struct OrganisationID: Hashable, Sendable {
    /// The identifier's text.
    public let text: String

    /// Creates an identifier from text that has the form of one, else `nil`.
    public init?(_ text: String) {
        guard (1...64).contains(text.utf8.count), text.utf8.allSatisfy(Self.isAllowed) else { return nil }
        self.text = text
    }

    /// Whether an identifier may have this byte.
    static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

extension OrganisationID: Comparable {
    /// Identifiers are ordered by their bytes, the same on every machine.
    public static func < (left: OrganisationID, right: OrganisationID) -> Bool {
        left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
    }
}

extension OrganisationID: CustomStringConvertible {
    public var description: String { text }
}
