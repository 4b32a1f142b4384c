public import Units

/// Which rule decides who draws from which server (Section 4.4, and two of our own).
public enum PolicyKind: String, Hashable, Sendable, CaseIterable {
    /// Each building within its own band, rate and battery energy.
    case strict

    /// First come, first served over the whole cluster.
    case noBounds = "no-bounds"

    /// `no-bounds` while the signal is at or under the cap, else `strict` (Algorithm 1).
    case adaptive

    /// Bands as guarantees: weighted max-min fairness over present loads.
    case maxMin = "max-min"

    /// The cheap servers first to the building with the highest average unit cost so far.
    case levelling
}

/// When a request's split is decided.
public enum Discipline: String, Hashable, Sendable, CaseIterable {
    /// At every event the whole active load is split again.
    case redispatch

    /// A request's split is fixed when it arrives and held until it ends.
    case admission
}

/// What the adaptive policy compares with the cap.
public enum AdaptiveSignal: String, Hashable, Sendable, CaseIterable {
    /// The aggregate load `L(t)`, as Algorithm 1 prints.
    case clusterLoad = "cluster-load"

    /// The load `L_GC(t)` served by grid-contract.
    case gridContractLoad = "grid-contract-load"
}

/// A policy with its parameters: what a file in `Policies/` says.
public struct AllocationPolicy: Hashable, Sendable {
    /// Which rule.
    public let kind: PolicyKind

    /// When a split is decided.
    public let discipline: Discipline

    /// What the adaptive policy compares with the cap; `nil` for the other policies.
    public let signal: AdaptiveSignal?

    /// Back from strict to no-bounds only at signal ≤ `L_CAP` − `hysteresis`.
    public let hysteresis: Power

    /// No switch sooner than this after the last.
    public let dwell: Interval

    /// Creates a policy and checks that its parameters fit together.
    ///
    /// - Throws: ``PolicyError`` where a parameter does not go with the kind or the discipline.
    public init(
        kind: PolicyKind,
        discipline: Discipline,
        signal: AdaptiveSignal? = nil,
        hysteresis: Power = .zero,
        dwell: Interval = .zero
    ) throws(PolicyError) {
        self.kind = kind
        self.discipline = discipline
        self.signal = kind == .adaptive ? signal ?? .clusterLoad : signal
        self.hysteresis = hysteresis
        self.dwell = dwell
        try self.check()
    }

    private func check() throws(PolicyError) {
        if kind == .maxMin || kind == .levelling, discipline != .redispatch {
            throw .disciplineUnsupported(kind)
        }
        if kind != .adaptive {
            guard signal == nil else { throw .onlyForAdaptive(parameter: "signal") }
            guard hysteresis == .zero else { throw .onlyForAdaptive(parameter: "hysteresis_w") }
            guard dwell == .zero else { throw .onlyForAdaptive(parameter: "dwell_s") }
        }
        // Under redispatch both signals say the same: L ≤ L_CAP exactly where L_GC + what waits ≤ L_CAP.
        if discipline == .redispatch, signal == .gridContractLoad { throw .signalNeedsAdmission }
        guard hysteresis >= .zero, hysteresis <= ClusterTerms.Limits.power else {
            throw .outOfRange(parameter: "hysteresis_w")
        }
        guard dwell >= .zero, dwell <= .hours(24 * 366) else { throw .outOfRange(parameter: "dwell_s") }
    }
}

/// Why a policy's parameters were refused.
public enum PolicyError: Error, Hashable, Sendable {
    /// `max-min` and `levelling` are defined under `redispatch` only.
    case disciplineUnsupported(PolicyKind)

    /// The parameter belongs to the adaptive policy alone.
    case onlyForAdaptive(parameter: String)

    /// `grid-contract-load` is accepted under `admission` only.
    case signalNeedsAdmission

    /// The parameter is negative or too large.
    case outOfRange(parameter: String)
}
