import Foundation

extension Experiment {
    /// Puts the results of all shards together; the files are those of a run that was never split.
    ///
    /// - Throws: ``ResultsError`` where a shard is missing, unfinished or of something else.
    public func merge(_ shards: [ResultsFolder], into folder: ResultsFolder) throws(ResultsError) {
        var parts: [(shard: Shard, folder: ResultsFolder, manifest: Manifest)] = []
        for shard in shards { parts.append(try part(shard)) }
        guard let first = parts.first else {
            throw .shards("there is nothing to merge: name the folders of the shards")
        }
        for part in parts.dropFirst() {
            try first.manifest.check(against: part.manifest, paths: (first.folder.path, part.folder.path))
        }
        try checkInputs(first.manifest, first.folder)
        try Self.check(parts.map { ($0.shard, $0.folder.path) })
        parts.sort { $0.shard.number < $1.shard.number }

        var readers: [RecordReader] = []
        for part in parts {
            readers.append(try RecordReader(path: part.folder.path(of: ResultsFolder.records), runs: runs))
        }
        try folder.create()
        try folder.write([], to: ResultsFolder.records)
        let path = folder.path(of: ResultsFolder.records)
        guard let handle = FileHandle(forWritingAtPath: path) else { throw .unwritable(path) }
        var summarizer = Summarizer(self)
        for index in 0..<first.manifest.replications {
            let place = index % readers.count
            guard let result = try readers[place].next(), result.index == index else {
                throw .unreadable(parts[place].folder.path(of: ResultsFolder.records))
            }
            var lines: [UInt8] = []
            ReplicationRecord.append(result, to: &lines)
            do {
                try handle.write(contentsOf: lines)
            } catch {
                throw .unwritable(path)
            }
            summarizer.add(result)
        }
        var manifest = first.manifest
        manifest.shard = Shard.whole.description
        try folder.finish(self, summarizer.summary, ofReplications: summarizer.count, manifest)
    }

    /// A finished shard in a folder.
    private func part(
        _ folder: ResultsFolder
    ) throws(ResultsError) -> (shard: Shard, folder: ResultsFolder, manifest: Manifest) {
        let path = folder.path(of: ResultsFolder.manifest)
        guard let manifest = try folder.manifest(), let shard = Shard(manifest.shard) else { throw .unreadable(path) }
        let count = shard.indices(of: manifest.replications).underestimatedCount
        guard manifest.completed == count else {
            throw .unfinished(path: folder.path, done: manifest.completed, of: count)
        }
        return (shard, folder, manifest)
    }

    /// Refuses results of other files than this experiment was read from.
    func checkInputs(_ manifest: Manifest, _ folder: ResultsFolder) throws(ResultsError) {
        var options = RunOptions(self, jobs: 1, version: manifest.version)
        options.seed = manifest.seed
        options.replications = manifest.replications
        options.precision = manifest.precision
        try Manifest(self, options).check(against: manifest, paths: ("the experiment", folder.path))
    }

    /// Refuses shards that are not all of one division, each once.
    private static func check(_ shards: [(shard: Shard, path: String)]) throws(ResultsError) {
        var seen: [Int: String] = [:]
        let count = shards[0].shard.count
        for (shard, path) in shards {
            guard shard.count == count else {
                throw .mismatch(
                    what: "the number of shards",
                    left: "\(count)",
                    leftPath: shards[0].path,
                    right: "\(shard.count)",
                    rightPath: path
                )
            }
            if let other = seen[shard.number] { throw .shards("the shard \(shard) is in \(other) and in \(path)") }
            seen[shard.number] = path
        }
        let missing = (1...count).filter { seen[$0] == nil }.map { "\($0)/\(count)" }
        guard missing.isEmpty else { throw .shards("missing: the shards \(missing.joined(separator: ", "))") }
    }
}
