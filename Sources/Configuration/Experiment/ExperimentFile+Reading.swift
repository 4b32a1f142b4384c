public import Units

extension ExperimentFile {
    /// A way to read what the model leaves open: the cap, the period and which files in `Policies/` are compared.
    public struct Reading: Hashable, Sendable {
        /// The reading's name in results.
        public let id: String

        /// The reading's name for people.
        public let title: String

        /// The cap `L_CAP`.
        public let cap: Power

        /// The length `T` of the period.
        public let period: Interval

        /// The names of policy files, without `.yaml`, in the order in which they are drawn.
        public let policies: [String]
    }

    /// A picture: one measure over one sweep.
    public struct Panel: Hashable, Sendable {
        /// The panel's name: the figure's number.
        public let id: String

        /// The picture's title.
        public let title: String

        /// Which sweep, as an index of ``ExperimentFile/sweeps``.
        public let sweep: Int

        /// What is measured.
        public let measure: Measure

        /// What stands at the horizontal axis.
        public let label: String

        /// One unit of the horizontal axis in the sweep's parameter, such as 1000 for kW.
        public let axisUnit: ExactDecimal

        /// How the horizontal axis is divided.
        public let axisScale: AxisScale

        /// How the vertical axis is divided.
        public let scale: AxisScale

        /// For a picture of one measure against another: the other, and the sweep's value at which both are taken, as
        /// an index of the sweep's values.
        public let against: Opponent?

        /// What a measure is drawn against.
        public struct Opponent: Hashable, Sendable {
            /// The measure on the horizontal axis.
            public let measure: Measure

            /// The index of the sweep's value.
            public let value: Int
        }
    }

    /// How an axis is divided.
    public enum AxisScale: String, Hashable, Sendable, CaseIterable {
        /// Evenly.
        case linear

        /// By powers of ten.
        case log
    }

    /// What can be measured in every replication.
    public enum Measure: String, Hashable, Sendable, CaseIterable {
        /// Energy from grid-contract.
        case gridContract = "grid_contract_kwh"

        /// Energy from the battery.
        case battery = "battery_kwh"

        /// Energy from grid-premium.
        case gridPremium = "grid_premium_kwh"

        /// The part of all energy that is from grid-premium, in percent; measured only where a panel shows it.
        case gridPremiumShare = "grid_premium_pct"

        /// Energy from all servers.
        case total = "total_kwh"

        /// What the cluster pays.
        case cost

        /// The share of the battery's capacity that was used, in percent.
        case batteryUsed = "battery_used_pct"

        /// `(AUC_small − AUC_large) / AUC_small` of the first and the second tier, in percent.
        case relativeDifference = "relative_difference_pct"

        /// The standard deviation of the buildings' average unit costs.
        case unitCostDeviation = "auc_stddev"

        /// Jain's index of the buildings' average unit costs.
        case jainIndex = "jain_index"
    }
}

extension YAMLValue {
    func tiers() throws(ConfigurationError) -> [ExperimentFile.Tier] {
        var tiers: [ExperimentFile.Tier] = []
        for item in try namedItems(expected: "a list of tiers") {
            let keys = try YAMLMapping<TierKey>(item, expected: "a tier")
            let id = try keys.required(.id).resultName()
            tiers.append(
                ExperimentFile.Tier(
                    id: id,
                    title: try keys[.title]?.text(expected: "the tier's name") ?? id,
                    count: Int(try keys.required(.count).wholeNumber(in: 1...100_000, unit: "buildings")),
                    demand: DemandModel(
                        arrivalsPerHour: try keys.required(.arrivalsPerHour).positiveNumber(unit: "arrivals per hour"),
                        meanDurationSeconds: try keys.required(.meanDuration).positiveNumber(unit: "seconds"),
                        meanPowerWatts: try keys.required(.meanPower).positiveNumber(unit: "watts")
                    )
                )
            )
        }
        return tiers
    }

    func readings() throws(ConfigurationError) -> [ExperimentFile.Reading] {
        var readings: [ExperimentFile.Reading] = []
        for item in try namedItems(expected: "a list of readings") {
            let keys = try YAMLMapping<ReadingKey>(item, expected: "a reading")
            readings.append(
                ExperimentFile.Reading(
                    id: try keys.required(.id).resultName(),
                    title: try keys.required(.title).text(expected: "the reading's name"),
                    cap: Power(watts: try keys.required(.cap).wholeNumber(in: 0...1_000_000_000_000, unit: "watts")),
                    period: try keys.required(.period).interval(),
                    policies: try keys.required(.policies).policyNames()
                )
            )
        }
        return readings
    }

    func panels(
        of sweeps: [ExperimentFile.Sweep],
        tiers: [ExperimentFile.Tier]
    ) throws(ConfigurationError) -> [ExperimentFile.Panel] {
        var panels: [ExperimentFile.Panel] = []
        for item in try namedItems(expected: "a list of panels") {
            let keys = try YAMLMapping<PanelKey>(item, expected: "a panel")
            let measure: ExperimentFile.Measure = try keys.required(.measure).choice()
            if measure == .relativeDifference, tiers.count != 2 {
                throw item.error("\(measure.rawValue) compares two tiers; this experiment has \(tiers.count)")
            }
            let sweep = try keys.required(.sweep).index(among: sweeps.map(\.id), kind: "sweep")
            panels.append(
                ExperimentFile.Panel(
                    id: try keys.required(.id).resultName(),
                    title: try keys.required(.title).text(expected: "a title"),
                    sweep: sweep,
                    measure: measure,
                    label: try keys.required(.label).text(expected: "a label for the horizontal axis"),
                    axisUnit: try keys[.axisUnit]?.positiveNumber(unit: "the sweep's parameter")
                        ?? ExactDecimal(units: 1, places: 0),
                    axisScale: try keys.axisScale(of: sweeps[sweep]),
                    scale: try keys[.scale]?.choice() ?? .linear,
                    against: try keys.opponent(in: sweeps[sweep], tiers: tiers)
                )
            )
        }
        return panels
    }

    private func index(among names: [String], kind: String) throws(ConfigurationError) -> Int {
        let name = try resultName()
        guard let index = names.firstIndex(of: name) else {
            throw error("no \(kind) is called \"\(name)\"\(suggestion(for: name, among: names))")
        }
        return index
    }

    private func policyNames() throws(ConfigurationError) -> [String] {
        var names: [String] = []
        for item in try items(expected: "a list of policies") {
            let name = try item.resultName()
            guard !names.contains(name) else { throw item.error("the policy \"\(name)\" is here twice") }
            names.append(name)
        }
        guard !names.isEmpty else { throw error("expected at least one policy, found an empty list") }
        return names
    }
}

extension YAMLMapping<PanelKey> {
    /// How the horizontal axis is divided: by powers of ten only where all of the sweep lies above zero.
    fileprivate func axisScale(of sweep: ExperimentFile.Sweep) throws(ConfigurationError) -> ExperimentFile.AxisScale {
        guard let value = self[.axisScale] else { return .linear }
        let scale: ExperimentFile.AxisScale = try value.choice()
        if scale == .log, sweep.values.contains(where: { $0.coefficient <= 0 }) {
            throw value.error("the sweep \"\(sweep.id)\" has a value of 0, which a logarithmic axis cannot show")
        }
        if scale == .log, self[.against] != nil {
            throw value.error("a picture against another measure has a linear axis; remove it")
        }
        return scale
    }

    /// What the panel's measure is drawn against, if it is.
    fileprivate func opponent(
        in sweep: ExperimentFile.Sweep,
        tiers: [ExperimentFile.Tier]
    ) throws(ConfigurationError) -> ExperimentFile.Panel.Opponent? {
        guard let against = self[.against] else {
            if let at = self[.at] {
                throw at.error("only a picture against another measure is at one value; remove it")
            }
            return nil
        }
        let measure: ExperimentFile.Measure = try against.choice()
        if measure == .relativeDifference, tiers.count != 2 {
            throw against.error("\(measure.rawValue) compares two tiers; this experiment has \(tiers.count)")
        }
        let at = try required(.at, because: "it says at which of the sweep's values both are taken")
        let value = try at.sweepValue()
        guard let index = sweep.values.firstIndex(of: value) else {
            throw at.error("the sweep \"\(sweep.id)\" does not have the value \(value)")
        }
        return ExperimentFile.Panel.Opponent(measure: measure, value: index)
    }
}
