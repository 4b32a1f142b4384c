import Foundation

/// The files of an experiment's results in one folder.
public struct ResultsFolder: Hashable, Sendable {
    /// The folder's path.
    public let path: String

    /// The exact energies of every replication and run.
    static let records = "replications.jsonl"

    /// The manifest.
    static let manifest = "manifest.json"

    /// The mean of every cell and measure.
    static let summary = "summary.csv"

    /// A folder, which need not exist.
    public init(_ path: String) {
        self.path = path
    }

    func path(of name: String) -> String { "\(path)/\(name)" }

    /// Whether the exact energies of every replication are still there.
    var hasRecords: Bool { FileManager.default.fileExists(atPath: path(of: Self.records)) }

    /// The manifest that is there; `nil` without one.
    public func manifest() throws(ResultsError) -> Manifest? {
        guard FileManager.default.fileExists(atPath: path(of: Self.manifest)) else { return nil }
        return try Manifest.read(path(of: Self.manifest))
    }

    /// The manifest of finished results.
    public func finishedManifest() throws(ResultsError) -> Manifest {
        guard let manifest = try manifest() else { throw .unreadable(path(of: Self.manifest)) }
        guard manifest.completed > 0 else {
            throw .unfinished(path: path, done: 0, of: manifest.replications)
        }
        return manifest
    }

    /// Writes a report beside the results that it is of, as `report.md`.
    public func write(_ report: ClaimReport) throws(ResultsError) {
        try write(Array(report.markdown.utf8), to: "report.md")
    }

    /// Writes a picture's script beside the results that it shows.
    public func write(_ plot: Plot) throws(ResultsError) {
        try write(Array(plot.script.utf8), to: "\(plot.name).gp")
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
    func finish(
        _ experiment: Experiment,
        _ summary: Summary,
        ofReplications count: Int,
        _ manifest: Manifest
    ) throws(ResultsError) {
        let tables: [(name: String, text: String)] = [
            ("cells.csv", experiment.cellTable),
            (Self.summary, summary.csv(of: experiment)),
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
        manifest.completed = count
        try write(manifest)
    }
}
