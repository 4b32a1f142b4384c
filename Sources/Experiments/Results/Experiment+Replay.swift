extension Experiment {
    /// The replications that a folder's results were made of: read from `replications.jsonl` if that is there, run
    /// again if not.
    ///
    /// Either way they have to give the folder's `summary.csv` to the bit, so that whatever is made of them belongs to
    /// what is kept there.
    ///
    /// - Throws: ``ResultsError`` where the folder has no finished results of this experiment; `WorkloadError` and
    ///   `AllocationError` where a setting is out of range.
    public func replications(of folder: ResultsFolder, jobs: Int) async throws -> [ReplicationResult] {
        guard let manifest = try folder.manifest() else {
            throw ResultsError.unreadable(folder.path(of: ResultsFolder.manifest))
        }
        try checkInputs(manifest, folder)
        guard manifest.completed > 0, manifest.shard == Shard.whole.description else {
            throw ResultsError.unfinished(path: folder.path, done: manifest.completed, of: manifest.replications)
        }
        var results = folder.hasRecords ? try records(of: folder, count: manifest.completed) : []
        if results.isEmpty {
            let plan = try SweepPlan(self, seed: manifest.seed)
            try await plan.replicate(0..<manifest.completed, jobs: jobs) { result in
                results.append(result)
                return true
            }
        }
        try check(results, against: manifest, folder)
        return results
    }

    private func records(of folder: ResultsFolder, count: Int) throws(ResultsError) -> [ReplicationResult] {
        let path = folder.path(of: ResultsFolder.records)
        var reader = try RecordReader(path: path, runs: runs)
        var results: [ReplicationResult] = []
        while results.count < count {
            guard let result = try reader.next(), result.index == results.count else { throw .unreadable(path) }
            results.append(result)
        }
        return results
    }

    private func check(
        _ results: [ReplicationResult],
        against manifest: Manifest,
        _ folder: ResultsFolder
    ) throws(ResultsError) {
        var summarizer = Summarizer(self)
        for result in results { summarizer.add(result) }
        let made = Manifest.HashedFile(
            name: ResultsFolder.summary,
            Array(summarizer.summary.csv(of: self).utf8)
        )
        let kept = manifest.results.first { $0.name == made.name }
        guard made == kept else {
            throw .mismatch(
                what: "the SHA-256 of \(made.name)",
                left: made.sha256,
                leftPath: folder.hasRecords ? ResultsFolder.records : "a new run",
                right: kept?.sha256 ?? "missing",
                rightPath: folder.path(of: ResultsFolder.manifest)
            )
        }
    }
}
