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

    /// Replaces a file; when this returns it is on the device.
    ///
    /// Two processes that do so at once do not both succeed.
    static func replace(_ path: String, by bytes: [UInt8]) throws(CommandFailure) {
        let next = URL(filePath: path + ".new")
        do {
            try Data(bytes).write(to: next, options: .withoutOverwriting)
        } catch {
            throw .environment(
                "\(next.path) cannot be written (\(error.localizedDescription)); "
                    + "if a process died there, look at it and remove it"
            )
        }
        do {
            let file = try FileHandle(forUpdating: next)
            try file.synchronize()
            try file.close()
        } catch {
            throw .environment("\(next.path) cannot be written: \(error.localizedDescription)")
        }
        guard unsafe rename(next.path, path) == 0 else {
            throw .environment("\(path) cannot be replaced: \(unsafe String(cString: strerror(errno)))")
        }
        do {
            // The name is on the device when the directory is.
            let directory = try FileHandle(forReadingFrom: next.deletingLastPathComponent())
            try directory.synchronize()
            try directory.close()
        } catch {
            throw .environment("the directory of \(path) cannot be written: \(error.localizedDescription)")
        }
    }
}
