import Foundation

/// The files of an experiment's results in one folder.
public struct ResultsFolder: Hashable, Sendable {
    /// The folder's path.
    public let path: String

    /// The exact energies of every replication and run.
    static let records = "replications.jsonl"

    /// The manifest.
    static let manifest = "manifest.json"

    /// A folder, which need not exist.
    public init(_ path: String) {
        self.path = path
    }

    func path(of name: String) -> String { "\(path)/\(name)" }

    /// The manifest that is there; `nil` without one.
    public func manifest() throws(ResultsError) -> Manifest? {
        guard FileManager.default.fileExists(atPath: path(of: Self.manifest)) else { return nil }
        return try Manifest.read(path(of: Self.manifest))
    }

    /// Makes the folder.
    func create() throws(ResultsError) {
        do {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch {
            throw .unwritable(path)
        }
    }

    /// Puts a file in place of the one that is there, whole or not at all.
    func write(_ bytes: [UInt8], to name: String) throws(ResultsError) {
        do {
            try Data(bytes).write(to: URL(filePath: path(of: name)), options: .atomic)
        } catch {
            throw .unwritable(path(of: name))
        }
    }

    func write(_ manifest: Manifest) throws(ResultsError) {
        guard let json = try? manifest.json else { throw .unwritable(path(of: Self.manifest)) }
        try write(json, to: Self.manifest)
    }

    /// Writes what an experiment's replications say, and the manifest last: its list of results says that they are
    /// whole.
    func finish(_ experiment: Experiment, _ summarizer: Summarizer, _ manifest: Manifest) throws(ResultsError) {
        let summary = summarizer.summary
        let tables: [(name: String, text: String)] = [
            ("cells.csv", experiment.cellTable),
            ("summary.csv", summary.csv(of: experiment)),
            ("summary.jsonl", summary.jsonLines(of: experiment)),
            ("differences.csv", summary.differenceTable(of: experiment)),
        ]
        var manifest = manifest
        manifest.results = []
        for (name, text) in tables {
            let bytes = Array(text.utf8)
            try write(bytes, to: name)
            manifest.results.append(Manifest.HashedFile(name: name, bytes))
        }
        manifest.completed = summarizer.count
        try write(manifest)
    }
}
