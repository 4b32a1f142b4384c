import Foundation

/// The address of a web service, below which it takes requests: such as a witness's submission prefix (C2SP
/// tlog-witness).
///
/// What names a file, an option or a setting reads its addresses here, so that what one takes the others take.
public struct WebAddress: Hashable, Sendable, CustomStringConvertible {
    /// The address as text, without a slash at its end: with and without one it is the same address.
    public let description: String

    /// Whether the service shows a certificate.
    public var isSecure: Bool { description.hasPrefix("https:") }

    /// What is expected where an address is to be written, for people.
    public static let expected = "an address such as https://witness.example:8444"

    /// Reads an address, such as `https://witness.example:8444` or `http://10.0.0.7:8444/riverside`.
    ///
    /// - Returns: `nil`, if it is none: another scheme, no host, or with a user, a query or a fragment, which would
    ///   stand in the way of a path behind it.
    public init?(_ text: String) {
        guard let parts = URLComponents(string: text), parts.scheme == "http" || parts.scheme == "https",
            let host = parts.host, !host.isEmpty, parts.query == nil, parts.fragment == nil, parts.user == nil
        else { return nil }
        description = text.hasSuffix("/") ? String(text.dropLast()) : text
    }
}
