import Foundation

/// The small text files that the commands on proofs read and write.
enum TextFile {
    /// Reads a file's bytes; `-` is standard input.
    static func read(_ path: String) throws(CommandFailure) -> [UInt8] {
        let data =
            path == "-" ? FileHandle.standardInput.readDataToEndOfFile() : FileManager.default.contents(atPath: path)
        guard let data else { throw .badInput("\(path): there is no such file, or it cannot be read") }
        return Array(data)
    }

    /// Writes a file, or to standard output where no path is given.
    static func write(_ bytes: [UInt8], to path: String?) throws(CommandFailure) {
        do {
            guard let path else { return try FileHandle.standardOutput.write(contentsOf: Data(bytes)) }
            try Data(bytes).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw .environment("\(path ?? "standard output") cannot be written: \(error.localizedDescription)")
        }
    }
}
