import ConfigurationFiles
import Cryptography
import Foundation

/// What results were made from, with what and where: kept beside them as `manifest.json`.
public struct Manifest: Codable, Hashable, Sendable {
    /// A file and the SHA-256 of its bytes, in hexadecimal.
    public struct HashedFile: Codable, Hashable, Sendable {
        /// The file's name.
        public var name: String

        /// The SHA-256 of its bytes.
        public var sha256: String
    }

    /// The machine that made them; it changes nothing in the results.
    public struct Machine: Codable, Hashable, Sendable {
        /// The operating system.
        public var system: String

        /// The processor's architecture.
        public var architecture: String

        /// How many processors were there.
        public var processors: Int
    }

    /// The version of the program.
    public var version: String

    /// The experiment's name.
    public var experiment: String

    /// The seed.
    public var seed: UInt64

    /// How many replications were asked for; with a precision, at most so many.
    public var replications: Int

    /// The half-width that was asked for, as a fraction; `nil` for a fixed number of replications.
    public var precision: Double?

    /// Which part of the replications this is.
    public var shard: String

    /// The files that say what was simulated.
    public var inputs: [HashedFile]

    /// How many replications are in the results; 0 until they are complete.
    public var completed: Int

    /// The files of results; empty until they are complete.
    public var results: [HashedFile]

    /// The machine.
    public var machine: Machine
}

extension Manifest {
    /// The manifest of results that are yet to be made.
    init(_ experiment: Experiment, _ options: RunOptions) {
        version = options.version
        self.experiment = experiment.name
        seed = options.seed
        replications = options.replications
        precision = options.precision
        shard = options.shard.description
        inputs = [HashedFile(name: "experiment.yaml", experiment.file.file.bytes)]
        for policy in experiment.policies {
            inputs.append(HashedFile(name: "\(policy.name).yaml", policy.file.file.bytes))
        }
        completed = 0
        results = []
        machine = .current
    }

    /// Refuses two manifests of different things; which shard is no difference.
    func check(against other: Manifest, paths: (String, String)) throws(ResultsError) {
        func compare(_ what: String, _ left: String, _ right: String) throws(ResultsError) {
            guard left != right else { return }
            throw .mismatch(what: what, left: left, leftPath: paths.0, right: right, rightPath: paths.1)
        }
        try compare("the experiment", experiment, other.experiment)
        try compare("the seed", "\(seed)", "\(other.seed)")
        try compare("the number of replications", "\(replications)", "\(other.replications)")
        try compare("the precision", "\(precision ?? 0)", "\(other.precision ?? 0)")
        try compare("the version", version, other.version)
        try compare(
            "the list of inputs",
            inputs.map(\.name).joined(separator: " "),
            other.inputs.map(\.name).joined(separator: " ")
        )
        for (left, right) in zip(inputs, other.inputs) {
            try compare("the SHA-256 of \(left.name)", left.sha256, right.sha256)
        }
    }

    /// The manifest as JSON, its keys in order.
    var json: [UInt8] {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            encoder.keyEncodingStrategy = .convertToSnakeCase
            return [UInt8](try encoder.encode(self)) + [UInt8(ascii: "\n")]
        }
    }

    /// Reads the manifest at a path.
    static func read(_ path: String) throws(ResultsError) -> Manifest {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let data = FileManager.default.contents(atPath: path),
            let manifest = try? decoder.decode(Manifest.self, from: data)
        else { throw .unreadable(path) }
        return manifest
    }
}

extension Manifest.HashedFile {
    init(name: String, _ bytes: [UInt8]) {
        self.init(name: name, sha256: Digest.sha256(bytes).hex)
    }
}

extension Manifest.Machine {
    fileprivate static var current: Manifest.Machine {
        #if arch(x86_64)
        let architecture = "x86_64"
        #elseif arch(arm64)
        let architecture = "arm64"
        #else
        let architecture = "other"
        #endif
        let system = ProcessInfo.processInfo.operatingSystemVersionString
        return Manifest.Machine(
            system: system,
            architecture: architecture,
            processors: ProcessInfo.processInfo.activeProcessorCount
        )
    }
}
