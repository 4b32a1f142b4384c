public import ConfigurationFiles

/// An experiment with everything it names read and checked: what can be run.
public struct Experiment: Sendable {
    /// The experiment's name: that of its directory.
    public let name: String

    /// What the experiment's file says.
    public let file: ExperimentFile

    /// The policy files that its readings name, in the order in which they are first named.
    public let policies: [NamedPolicy]

    /// Every combination of sweep, value, reading and policy, in this order.
    public let cells: [Cell]

    /// The simulations that the cells need: cells that differ only in what no decision depends on share one.
    public let runs: [Run]

    /// A policy under the name of its file.
    public struct NamedPolicy: Hashable, Sendable {
        /// The file's name without `.yaml`.
        public let name: String

        /// What the file says.
        public let file: PolicyFile

        /// Names a policy file.
        public init(name: String, file: PolicyFile) {
            self.name = name
            self.file = file
        }
    }

    /// Reads the experiment in a directory, and the policies it names.
    ///
    /// - Parameters:
    ///   - directory: the directory of `experiment.yaml`.
    ///   - policyDirectory: where the policy files are; `../../Policies` of the experiment if `nil`.
    /// - Throws: `ConfigurationError` at the first thing that is wrong in any of the files.
    public static func read(
        _ directory: String,
        policyDirectory: String? = nil
    ) throws(ConfigurationError) -> Experiment {
        let directory = directory.hasSuffix("/") ? String(directory.dropLast()) : directory
        let file = try ExperimentFile.read("\(directory)/experiment.yaml")
        let policyDirectory = policyDirectory ?? "\(directory)/../../Policies"
        var policies: [NamedPolicy] = []
        for name in file.readings.flatMap(\.policies) where !policies.contains(where: { $0.name == name }) {
            policies.append(NamedPolicy(name: name, file: try PolicyFile.read("\(policyDirectory)/\(name).yaml")))
        }
        let name = directory.split(separator: "/").last.map(String.init) ?? "experiment"
        return try Experiment(name: name, file: file, policies: policies)
    }

    /// Puts an experiment together from files that were read already.
    ///
    /// - Throws: `ConfigurationError` where a reading names a policy that is not given, or a setting is refused.
    public init(name: String, file: ExperimentFile, policies: [NamedPolicy]) throws(ConfigurationError) {
        self.name = name
        self.file = file
        self.policies = policies
        (cells, runs) = try Self.expand(file, policies)
    }
}
