public import Allocation
import Units

enum PolicyKey: String, FileKey {
    case title
    case prose
    case kind
    case discipline
    case signal
    case hysteresis = "hysteresis_w"
    case dwell = "dwell_s"

    static let required: [PolicyKey] = [.kind, .discipline]
}

/// A policy file: which rule, with which parameters, and what a person should know of it.
///
/// The file's form is described by `Schemas/policy.schema.json`; its SHA-256 is part of the recorded configuration.
public struct PolicyFile: Hashable, Sendable {
    /// The file as it was read.
    public let file: InputFile

    /// The rule and its parameters.
    public let policy: AllocationPolicy

    /// The policy's name for people; `nil` where the file gives none.
    public let title: String?

    /// What the policy does and what it costs, in prose; `nil` where the file says nothing.
    public let prose: String?

    /// Reads and checks the policy file at a path.
    ///
    /// - Throws: ``ConfigurationError`` at the first thing that is wrong.
    public static func read(_ path: String) throws(ConfigurationError) -> PolicyFile {
        try PolicyFile(InputFile.read(path))
    }

    /// Checks a policy file that was read already.
    ///
    /// - Throws: ``ConfigurationError`` at the first thing that is wrong.
    public init(_ file: InputFile) throws(ConfigurationError) {
        let keys = try YAMLMapping<PolicyKey>(file.yaml(), expected: "the parameters of a policy")
        self.file = file
        self.title = try keys[.title]?.text(expected: "a title")
        self.prose = try keys[.prose]?.text(expected: "prose")
        self.policy = try keys.policy()
    }
}

extension YAMLMapping<PolicyKey> {
    fileprivate func policy() throws(ConfigurationError) -> AllocationPolicy {
        let kind: PolicyKind = try required(.kind).choice()
        let discipline: Discipline = try required(.discipline).choice()
        let signal: AdaptiveSignal? = try self[.signal]?.choice()
        let limit = ClusterTerms.Limits.power.watts
        let hysteresis = try self[.hysteresis]?.wholeNumber(in: 0...limit, unit: "watts") ?? 0
        let dwell = try self[.dwell]?.wholeNumber(in: 0...(366 * 86_400), unit: "seconds") ?? 0
        do {
            return try AllocationPolicy(
                kind: kind,
                discipline: discipline,
                signal: signal,
                hysteresis: .watts(hysteresis),
                dwell: .seconds(dwell)
            )
        } catch {
            throw refusal(error)
        }
    }

    /// The error where parameters do not fit together, at the key that should change.
    private func refusal(_ error: PolicyError) -> ConfigurationError {
        switch error {
        case .disciplineUnsupported(let kind):
            at(.discipline).error("\(kind.rawValue) is defined for redispatch only; write redispatch")
        case .onlyForAdaptive(let parameter):
            at(PolicyKey(rawValue: parameter)).error("this parameter belongs to the adaptive policy; remove it")
        case .signalNeedsAdmission:
            at(.signal).error(
                "under redispatch both signals say the same, so only cluster-load is accepted; "
                    + "write cluster-load, or discipline: admission"
            )
        case .outOfRange(let parameter):
            at(PolicyKey(rawValue: parameter)).error("out of range")
        }
    }

    private func at(_ key: PolicyKey?) -> YAMLValue {
        key.flatMap { self[$0] } ?? value
    }
}
