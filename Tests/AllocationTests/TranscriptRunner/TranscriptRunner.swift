import Allocation
import Units

/// Carries out a transcript on the core or the oracle and writes down what comes of it.
struct TranscriptRunner<System: TranscribedSystem> {
    private var reader = TranscriptReader()
    private var system: System?

    /// The outcome of a block of commands.
    mutating func run(_ commands: [Transcript.Line]) throws -> [String] {
        let events = try reader.read(commands)
        guard let scenario = reader.scenario else {
            throw Transcript.Malformed(line: commands.first?.number ?? 1, expected: "a cluster and a policy first")
        }
        if commands.contains(where: { $0.text.hasPrefix("policy") }) {
            system = System(scenario)
            return bounds(of: scenario.terms)
        }
        var lines: [String] = []
        var isTold = false
        for event in events {
            lines += carryOut(event)
            if case .energy = event { isTold = true } else { isTold = false }
        }
        return isTold ? lines : lines + present()
    }

    private mutating func carryOut(_ command: TranscriptReader.Command) -> [String] {
        switch command {
        case .operation(let operation, let text):
            if system?.apply(operation) == .refused { return ["refused: \(text)"] }
            return notices()
        case .energy(let instant):
            if system?.apply(Operation(instant: instant, action: .advance)) == .refused { return ["refused"] }
            return notices() + energies()
        }
    }
}

// MARK: What is written

extension TranscriptRunner {
    /// What the terms give each building under strict.
    private func bounds(of terms: ClusterTerms) -> [String] {
        terms.buildings.indices.map { building in
            "\(terms.buildings[building].id)  band \(Quantity.text(watts: terms.band(of: building).watts)), battery "
                + "\(Quantity.text(watts: terms.batteryRate.watts)) up to "
                + Quantity.text(millijoules: terms.batteryQuota(of: building).millijoules)
        }
    }

    /// What happened of itself.
    private func notices() -> [String] {
        (system?.observe().notices ?? []).map { notice in
            switch notice {
            case .batteryEmpty(let instant): time(instant) + "the battery is empty"
            case .quotaSpent(let building, let instant):
                time(instant) + "\(name(building)) has drawn its battery energy"
            case .stale(let building, let instant): time(instant) + "\(name(building)) is stale, its band is reserved"
            case .returned(let building, let instant): time(instant) + "\(name(building)) speaks again"
            case .gapSettled(let building, _, let energy, let instant):
                time(instant) + "\(name(building)) gap settled with \(energy)mJ"
            case .breach(let building, let energy, let instant):
                time(instant) + "\(name(building)) breach of \(energy)mJ"
            case .replaced(let building, _, _, let instant):
                time(instant) + "\(name(building)) meter replaced"
            case .batteryRead(_, let charge, let instant): time(instant) + "battery read \(charge)mJ"
            case .switched(let mode, let instant): time(instant) + "switched to \(mode.rawValue)"
            }
        }
    }

    private func time(_ instant: Int64) -> String { Quantity.text(milliseconds: instant) + "  " }

    private func name(_ building: Int) -> String {
        reader.scenario?.terms.buildings[building].id.text ?? ""
    }

    /// The mode, the charge and how everything is served at present.
    private func present() -> [String] {
        guard let system else { return [] }
        let now = system.observe()
        var state = [now.mode.rawValue]
        state.append(now.isBatteryEmpty ? "battery empty" : "charge \(Quantity.text(millijoules: now.charge))")
        if now.reserved > 0 { state.append("reserved \(Quantity.text(watts: now.reserved))") }
        var table = TextTable(["", "", "power", "grid-contract", "battery", "grid-premium", ""])
        for slice in now.slices {
            table.add(row(slice.split, title: [title(of: slice), name(slice.building)], system.limits(of: slice)))
        }
        if now.slices.count != 1 { table.add(row(now.split, title: ["sum", ""], [])) }
        return [time(now.instant) + state.joined(separator: ", ")] + table.lines
    }

    private func title(of slice: Observation.Slice) -> String {
        switch system?.origin(of: slice) {
        case .request(let request): request == 0 ? "?" : reader.requestNames[request - 1]
        case .load(let load): reader.loadNames[load - 1]
        case nil: ""
        }
    }

    private func row(_ split: Bands, title: [String], _ limits: Limits) -> [String] {
        title
            + [split.total, split.gridContract, split.battery, split.gridPremium].map { Quantity.text(watts: $0) }
            + [limits.names.joined(separator: ", ")]
    }

    /// What each building has drawn, and its average unit cost.
    private func energies() -> [String] {
        guard let now = system?.observe(), let prices = reader.scenario?.terms.prices else { return [] }
        var table = TextTable(["", "energy", "grid-contract", "battery", "grid-premium", "unit cost"])
        for (building, state) in now.buildings.enumerated() {
            table.add(row(state.account, title: name(building), prices))
        }
        table.add(row(now.account, title: "sum", prices))
        return [time(now.instant) + "energy"] + table.lines
    }

    private func row(_ account: Bands, title: String, _ prices: ServerPrices) -> [String] {
        let cost =
            Int128(prices.gridContract.micros) * Int128(account.gridContract)
            + Int128(prices.battery.micros) * Int128(account.battery)
            + Int128(prices.gridPremium.micros) * Int128(account.gridPremium)
        let unitCost = account.total == 0 ? "-" : Quantity.decimal(micros: cost / Int128(account.total))
        return [title]
            + [account.total, account.gridContract, account.battery, account.gridPremium]
            .map { Quantity.text(millijoules: $0) } + [unitCost]
    }
}
