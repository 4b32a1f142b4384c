public import Allocation

/// An experiment: what is asked, what is varied, and under which readings of the model.
///
/// An experiment has sweeps (one parameter over some values), readings (a cap, a period and policies) and panels (a
/// sweep's measure, drawn). Every sweep is run under every reading.
public struct ExperimentFile: Hashable, Sendable {
    /// The file as it was read.
    public let file: InputFile

    /// The experiment's name for people.
    public let title: String

    /// What it wants to know.
    public let question: String

    /// How many replications, unless the command says otherwise.
    public let replications: Int

    /// The seed, unless the command says otherwise.
    public let seed: UInt64

    /// What is active when the period starts.
    public let start: PeriodStart

    /// The shared battery.
    public let battery: BatteryTerms

    /// The prices where no sweep changes them.
    public let prices: ServerPrices

    /// The kinds of buildings.
    public let tiers: [Tier]

    /// What is varied.
    public let sweeps: [Sweep]

    /// How the model is read.
    public let readings: [Reading]

    /// What is drawn.
    public let panels: [Panel]

    /// Reads and checks the experiment file at a path.
    ///
    /// - Throws: ``ConfigurationError`` at the first thing that is wrong.
    public static func read(_ path: String) throws(ConfigurationError) -> ExperimentFile {
        try ExperimentFile(InputFile.read(path))
    }

    /// Checks an experiment file that was read already.
    ///
    /// - Throws: ``ConfigurationError`` at the first thing that is wrong.
    public init(_ file: InputFile) throws(ConfigurationError) {
        let top = try YAMLMapping<ExperimentKey>(file.yaml(), expected: "the sections of an experiment")
        self.file = file
        title = try top.required(.title).text(expected: "a title")
        question = try top.required(.question).text(expected: "the question that the experiment answers")
        replications = Int(
            try top.required(.replications).wholeNumber(in: 1...1_000_000_000, unit: "replications")
        )
        seed = UInt64(try top.required(.seed).wholeNumber(in: 0...Int64.max, unit: "seed"))
        start = try top[.start]?.choice() ?? .empty
        battery = try top.required(.battery).battery()
        prices = try top.required(.prices).prices()
        tiers = try top.required(.tiers).tiers()
        sweeps = try top.required(.sweeps).sweeps(of: tiers, prices: prices)
        readings = try top.required(.readings).readings()
        panels = try top.required(.panels).panels(of: sweeps, tiers: tiers)
    }
}

extension ExperimentFile {
    /// What is active when the period starts.
    public enum PeriodStart: String, Hashable, Sendable, CaseIterable {
        /// Nothing.
        case empty

        /// The steady state.
        case stationary
    }

    /// Buildings that are alike.
    public struct Tier: Hashable, Sendable {
        /// The tier's name in results.
        public let id: String

        /// The tier's name for people.
        public let title: String

        /// How many buildings.
        public let count: Int

        /// What each of them is expected to draw.
        public let demand: DemandModel
    }
}
