import Cryptography
import Foundation
public import Transparency

/// A witness's memory: a directory with the newest checkpoint cosigned of each log, and the lock of the one process
/// that writes there.
public final class WitnessState: Sendable {
    private let directory: String
    private let hold: FileHold

    /// Opens the directory, or makes it.
    ///
    /// - Throws: ``WitnessStateError``, also if another process has it.
    public init(_ directory: String) throws(WitnessStateError) {
        self.directory = directory
        do {
            try FileManager.default.createDirectory(
                atPath: directory,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw WitnessStateError("\(directory): the witness's state cannot be kept: \(error.localizedDescription)")
        }
        guard let hold = try FileHold(directory + "/lock") else {
            throw WitnessStateError("\(directory): another process is this witness; stop it first")
        }
        self.hold = hold
    }

    /// Gives the memory up, so that another process may have it; it ends with this process in any case.
    public func release() {
        hold.release()
    }

    /// The newest checkpoint of a log that was cosigned; `nil` before the first.
    ///
    /// - Throws: ``WitnessStateError``.
    public func newest(of origin: NoteName) throws(WitnessStateError) -> SignedCheckpoint? {
        let path = file(of: origin, "note")
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw WitnessStateError("\(path): the file cannot be read")
        }
        do {
            return try SignedCheckpoint(parsing: Array(data))
        } catch {
            throw WitnessStateError("\(path): \(error); restore the file, without it the witness remembers nothing")
        }
    }

    /// Remembers a checkpoint; when this returns it is on the device.
    ///
    /// - Throws: ``WitnessStateError``.
    public func keep(_ checkpoint: SignedCheckpoint) throws(WitnessStateError) {
        try DurableFile.replace(file(of: checkpoint.checkpoint.origin, "note"), by: checkpoint.encoded)
    }

    /// Keeps evidence against a log; the first one, since one is enough.
    ///
    /// - Returns: The file that has it.
    /// - Throws: ``WitnessStateError``.
    public func keep(_ evidence: ForkEvidence) throws(WitnessStateError) -> String {
        let path = file(of: evidence.earlier.checkpoint.origin, "fork")
        if !FileManager.default.fileExists(atPath: path) { try DurableFile.replace(path, by: evidence.encoded) }
        return path
    }

    /// A log's file: its name may have slashes, and is in the file itself.
    private func file(of origin: NoteName, _ type: String) -> String {
        "\(directory)/\(Digest.sha256(Array(origin.text.utf8)).hex.prefix(32)).\(type)"
    }
}

/// A witness's state cannot be read or kept, in one sentence.
public struct WitnessStateError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong and what to do.
    public let description: String

    init(_ description: String) { self.description = description }
}
