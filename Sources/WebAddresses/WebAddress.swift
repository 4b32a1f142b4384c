import Foundation

/// Where a witness is asked: its submission prefix (C2SP tlog-witness).
public struct WitnessAddress: Hashable, Sendable, CustomStringConvertible {
    /// The prefix, without a slash at its end.
    public let description: String

    /// Reads an address, such as `https://witness.example:8444` or `http://10.0.0.7:8444/riverside`.
    ///
    /// - Returns: `nil`, if it is none.
    public init?(_ text: String) {
        guard let parts = URLComponents(string: text), parts.scheme == "http" || parts.scheme == "https",
            let host = parts.host, !host.isEmpty, parts.query == nil, parts.fragment == nil, parts.user == nil
        else { return nil }
        description = text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    /// Where checkpoints are sent.
    var target: String { description + "/add-checkpoint" }
}
