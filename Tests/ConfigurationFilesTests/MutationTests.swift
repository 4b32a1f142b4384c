import TestKit
import Testing

@testable import ConfigurationFiles

@Suite("Damaged files")
struct MutationTests {
    /// What damage brings into a file: YAML's own signs, and bytes that are no text.
    private static let fragments: [[UInt8]] =
        [
            "- ", ": ", "{", "}", "[", "]", "\"", "'", "#", "&a ", "*a", "!!str ", "? ", "|\n", ">\n", "---\n", "...\n",
            "%",
            "\t", "\n", "\r", "<<: ", "~", "0x1", "1e9", "\u{FEFF}", "\u{2028}", "\\u", "\\x41",
        ].map { Array($0.utf8) } + [[0], [0xFF], [0xC3], [0xED, 0xA0, 0x80]]

    private func damaged(_ text: String, by random: inout SeededGenerator) -> [UInt8] {
        var bytes = Array(text.utf8)
        for _ in 0...random.below(4) {
            let start = random.below(max(bytes.count, 1))
            let end = min(bytes.count, start + random.below(12))
            let passage = bytes[min(start, end)..<end]
            switch random.below(4) {
            case 0: bytes.removeSubrange(min(start, end)..<end)
            case 1: bytes.insert(contentsOf: Array(passage) + passage, at: min(start, bytes.count))
            case 2: bytes.replaceSubrange(min(start, end)..<end, with: [UInt8(random.below(256))])
            default:
                let fragment = random.pick(Self.fragments)
                bytes.insert(contentsOf: fragment, at: min(start, bytes.count))
            }
        }
        return bytes
    }

    @Test("are read or refused by name, and crash nothing", arguments: [1, 2, 3, 4] as [UInt64])
    func damage(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let policy = "title: Ours\nkind: adaptive\ndiscipline: admission\nsignal: cluster-load\ndwell_s: 30\n"
        for _ in 0..<500 {
            let cluster = InputFile(path: "cluster.yaml", bytes: damaged(ClusterText.right, by: &random))
            do { _ = try ClusterFile(cluster) } catch {
                #expect(error.file == "cluster.yaml" && !error.problem.isEmpty)
            }
            let other = InputFile(path: "policy.yaml", bytes: damaged(policy, by: &random))
            do { _ = try PolicyFile(other) } catch { #expect(error.file == "policy.yaml" && !error.problem.isEmpty) }
        }
    }
}
