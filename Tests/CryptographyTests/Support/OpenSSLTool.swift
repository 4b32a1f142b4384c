import Foundation
import Subprocess

/// The `openssl` program as a second opinion, with a directory of its own.
final class OpenSSLTool {
    /// What a run of the program said and whether it was content.
    struct Answer {
        let succeeded: Bool
        let output: String

        /// The number in `error N at D depth lookup`, as `openssl verify` prints it first.
        var errorCode: Int32? {
            guard let range = output.range(of: #"error [0-9]+ at"#, options: .regularExpression) else { return nil }
            return Int32(output[range].split(separator: " ")[1])
        }
    }

    private let directory: URL

    init() throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("cryptography-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    /// Writes a file and gives its path.
    func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        let url = directory.appendingPathComponent(name)
        try Data(bytes).write(to: url)
        return url.path
    }

    /// Writes a file and gives its path.
    func file(_ name: String, _ text: String) throws -> String {
        try file(name, Array(text.utf8))
    }

    /// The path of a file that the program is to write.
    func path(_ name: String) -> String { directory.appendingPathComponent(name).path }

    /// The content of a file that the program wrote.
    func bytes(_ name: String) throws -> [UInt8] {
        try Array(Data(contentsOf: directory.appendingPathComponent(name)))
    }

    /// The content of a file that the program wrote.
    func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }

    /// Runs `openssl` with arguments.
    func run(_ arguments: String...) async throws -> Answer { try await run(arguments) }

    /// Runs `openssl` with arguments.
    func run(_ arguments: [String]) async throws -> Answer {
        let result = try await Subprocess.run(
            .name("openssl"),
            arguments: Arguments(arguments),
            output: .string(limit: 1 << 20),
            error: .string(limit: 1 << 20)
        )
        let output = result.standardOutput + result.standardError
        return Answer(succeeded: result.terminationStatus.isSuccess, output: output)
    }
}
