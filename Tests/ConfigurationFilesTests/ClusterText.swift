@testable import ConfigurationFiles

/// A small cluster file that is right, and versions of it with one thing changed.
enum ClusterText {
    static let right = """
        site: riverside
        currency: EUR
        contract:
          cap_w: 1000000
          prices: {grid_contract: "0.20", battery: "0.30", grid_premium: "1.40"}
        battery: {power_w: 500000, capacity_wh: 1500000, round_trip_efficiency: "0.9"}
        period: {duration: 6h}
        buildings:
          - {id: b02, raf: "0.25"}
          - {id: b01, name: Town hall, raf: "0.1"}
        """

    /// The right file with one passage replaced.
    static func replacing(_ passage: String, with replacement: String) -> String {
        right.replacing(passage, with: replacement)
    }

    static func read(_ text: String, path: String = "cluster.yaml") throws(ConfigurationError) -> ClusterFile {
        try ClusterFile(InputFile(path: path, bytes: Array(text.utf8)))
    }

    /// The sentence that reading the text ends with, or `nil` where it is accepted.
    static func refusal(of text: String) -> String? {
        do {
            _ = try read(text)
            return nil
        } catch {
            return "\(error)"
        }
    }
}
