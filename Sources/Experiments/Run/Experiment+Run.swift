import Foundation
import Simulation

/// How far a run is.
public struct RunProgress: Hashable, Sendable {
    /// How many replications are done, those found in the folder included.
    public let done: Int

    /// How many were found in the folder.
    public let resumed: Int

    /// How many there will be; with a precision, at most so many.
    public let total: Int
}

extension Experiment {
    /// Runs the experiment and keeps its results in a folder.
    ///
    /// What an interrupted run of the same experiment has left there is gone on with. Of a shard only the replications
    /// are kept; ``merge(_:into:)`` sums up all shards together.
    ///
    /// - Throws: ``ResultsError`` where the folder cannot be used, or holds results of something else;
    ///   `WorkloadError` and `AllocationError` where a setting is out of range.
    public func run(
        _ options: RunOptions,
        into folder: ResultsFolder,
        progress: (RunProgress) -> Void = { _ in }
    ) async throws {
        guard options.precision == nil || options.shard == .whole else {
            throw ResultsError.precisionOfShard(options.shard.description)
        }
        let manifest = Manifest(self, options)
        try folder.create()
        if let other = try folder.manifest() {
            try manifest.check(against: other, paths: ("this run", folder.path))
            guard other.shard == manifest.shard else {
                throw ResultsError.mismatch(
                    what: "the shard",
                    left: manifest.shard,
                    leftPath: "this run",
                    right: other.shard,
                    rightPath: folder.path
                )
            }
        }
        try folder.write(manifest)
        var session = try RunSession(self, options, folder)
        let resumed = session.count
        let indices = options.shard.indices(of: options.replications)
        let total = indices.underestimatedCount
        progress(RunProgress(done: resumed, resumed: resumed, total: total))
        if !session.isDone {
            let plan = try SweepPlan(self, seed: options.seed)
            try await plan.replicate(indices.dropFirst(resumed), jobs: options.jobs) { result in
                try session.add(result)
                progress(RunProgress(done: session.count, resumed: resumed, total: total))
                return !session.isDone
            }
        }
        try await session.finish(manifest)
    }
}

/// The replications of a run as they come in.
private struct RunSession {
    private let experiment: Experiment
    private let options: RunOptions
    private let folder: ResultsFolder
    private let handle: FileHandle
    private var summarizer: Summarizer
    private var lookAhead = LookAhead()

    var count: Int { summarizer.count }

    /// Whether the wanted precision was reached.
    private(set) var isDone = false

    /// Takes in what the folder holds already, and cuts off what was not written whole.
    init(_ experiment: Experiment, _ options: RunOptions, _ folder: ResultsFolder) throws(ResultsError) {
        self.experiment = experiment
        self.options = options
        self.folder = folder
        summarizer = Summarizer(experiment)
        let path = folder.path(of: ResultsFolder.records)
        if !FileManager.default.fileExists(atPath: path) { try folder.write([], to: ResultsFolder.records) }
        guard let handle = FileHandle(forUpdatingAtPath: path) else { throw .unwritable(path) }
        self.handle = handle
        var reader = try RecordReader(path: path, runs: experiment.runs)
        var indices = options.shard.indices(of: options.replications).makeIterator()
        var kept: UInt64 = 0
        while !isDone, let expected = indices.next(), let result = try reader.next(), result.index == expected {
            take(result)
            kept = reader.offset
        }
        do {
            try handle.truncate(atOffset: kept)
        } catch {
            throw .unwritable(path)
        }
    }

    /// Takes in the next replication and keeps its record.
    mutating func add(_ result: ReplicationResult) throws(ResultsError) {
        var lines: [UInt8] = []
        ReplicationRecord.append(result, to: &lines)
        do {
            try handle.write(contentsOf: lines)
        } catch {
            throw .unwritable(folder.path(of: ResultsFolder.records))
        }
        take(result)
    }

    private mutating func take(_ result: ReplicationResult) {
        summarizer.add(result)
        guard let precision = options.precision, summarizer.count >= 30 else { return }
        lookAhead.note(isPrecise: summarizer.widestHalfWidth <= 100 * precision, after: summarizer.count)
        isDone = lookAhead.sufficient != nil
    }

    /// Writes the results, of a shard only the manifest.
    func finish(_ manifest: Manifest) async throws(ResultsError) {
        guard options.shard == .whole else {
            var manifest = manifest
            manifest.completed = summarizer.count
            return try folder.write(manifest)
        }
        let summary = await summarizer.summary(jobs: options.jobs)
        try folder.finish(experiment, summary, ofReplications: summarizer.count, manifest)
    }
}
