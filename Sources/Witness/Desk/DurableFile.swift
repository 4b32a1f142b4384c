import Foundation

/// Files that are replaced whole: the memory of a witness, whether it runs or cosigns by hand.
public enum DurableFile {
    /// Replaces a file: whoever reads it finds the old content or the new one, also after a power cut. When this
    /// returns it is the new one, and on the device.
    ///
    /// There is one writer at a time, see ``FileHold``.
    ///
    /// - Parameters:
    ///   - path: The file, which need not be there.
    ///   - bytes: What it contains from now on.
    /// - Throws: ``WitnessStateError``, if it cannot be written; it is the old one or the new one then, too.
    public static func replace(_ path: String, by bytes: [UInt8]) throws(WitnessStateError) {
        let next = path + ".new"
        do {
            // What a process left that died here is written over: there is one writer.
            try Data(bytes).write(to: URL(filePath: next))
            try synchronize(FileHandle(forUpdating: URL(filePath: next)))
            guard unsafe rename(next, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
            // The name is on the device when the directory is.
            try synchronize(FileHandle(forReadingFrom: URL(filePath: path).deletingLastPathComponent()))
        } catch {
            throw WitnessStateError("\(path) cannot be replaced: \(error.localizedDescription)")
        }
    }

    private static func synchronize(_ file: FileHandle) throws {
        try file.synchronize()
        try file.close()
    }
}
