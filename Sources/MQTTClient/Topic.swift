/// The name of one topic: what a message is published to (MQTT 5, section 4.7).
///
/// Two names are the same when their bytes are: Unicode equivalence does not count on the wire.
public struct Topic: Sendable {
    /// The name as text.
    public let text: String

    /// Creates a name from text, or `nil` if the text is no topic name: empty, longer than 65 535 bytes, or with a
    /// wildcard or a NUL in it.
    public init?(_ text: String) {
        guard TopicSyntax.isSendable(text) else { return nil }
        guard !text.utf8.contains(where: { $0 == TopicSyntax.plus || $0 == TopicSyntax.hash }) else { return nil }
        self.text = text
    }

    /// A name that a broker sent and has therefore checked.
    init(received text: String) {
        self.text = text
    }
}

extension Topic: Hashable {
    public static func == (left: Topic, right: Topic) -> Bool {
        left.text.utf8.elementsEqual(right.text.utf8)
    }

    public func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
    }
}

extension Topic: CustomStringConvertible {
    public var description: String { text }
}

enum TopicSyntax {
    static let plus = UInt8(ascii: "+")
    static let hash = UInt8(ascii: "#")
    static let slash = UInt8(ascii: "/")
    static let dollar = UInt8(ascii: "$")

    static func isSendable(_ text: String) -> Bool {
        (1...65_535).contains(text.utf8.count) && !text.utf8.contains(0)
    }

    static func levels(of text: String) -> [[UInt8]] {
        text.utf8.split(separator: slash, omittingEmptySubsequences: false).map(Array.init)
    }
}
