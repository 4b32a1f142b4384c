import ConfigurationFiles

/// How an experiment is to be run.
public struct RunOptions: Hashable, Sendable {
    /// The seed of all replications.
    public var seed: UInt64

    /// How many replications; with a precision, at most so many.
    public var replications: Int

    /// Stop when no panel's interval is wider than this fraction of its mean (for percentages: of a hundred points).
    public var precision: Double?

    /// Which part of the replications.
    public var shard: Shard

    /// How many replications run at once. It changes nothing in the results.
    public var jobs: Int

    /// The version of the program, for the manifest.
    public var version: String

    /// The options that an experiment's file gives.
    public init(_ experiment: Experiment, jobs: Int, version: String) {
        seed = experiment.file.seed
        replications = experiment.file.replications
        precision = nil
        shard = .whole
        self.jobs = jobs
        self.version = version
    }
}
