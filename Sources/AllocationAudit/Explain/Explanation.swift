import Allocation
import AllocationContract
import Units

/// The words for one event, from what stood before and after it.
struct Explanation {
    let event: RecordedEvent
    let before: ClusterModel?
    let after: ClusterModel

    var sentences: [String] {
        var sentences = [Self.question(of: event)]
        switch event.call {
        case .request(let change), .release(let change):
            if let index = after.period.index(of: change.building) { sentences += allocation(of: index) }
        case .openPeriod:
            sentences.append(
                "The cap is \(after.period.cap) W, the battery \(after.period.batteryPower) W and "
                    + "\(Self.energy(after.period.capacity)), of which it holds \(Self.energy(after.charge)); \(rule)"
            )
        case .closePeriod:
            sentences += event.answer?.statements.map { bill($0) } ?? []
        case .meter(let report):
            if let index = after.period.index(of: report.building) { sentences += settled(of: index, report) }
        case .expire, .failSafe, .battery, .deplete, .switchMode, .current, .overview, .terms:
            break
        }
        return sentences + notices + others
    }

    /// What a call asks for.
    static func question(of event: RecordedEvent) -> String {
        switch event.call {
        case .request(let change):
            "\(change.building) asked for \(change.power) for its load \(change.load), "
                + "for \(change.lease.milliseconds / 1_000) s (its message \(change.order.sequence) of start "
                + "\(change.order.epoch))."
        case .release(let change):
            "\(change.building) switched its load \(change.load) off (its message \(change.order.sequence) of start "
                + "\(change.order.epoch))."
        case .expire(let gone?): "The broker said that \(gone) is gone."
        case .expire(nil): "A lease ran out."
        case .failSafe: "The controller went into fail-safe: of nobody is known what it draws."
        case .meter(let report): "\(report.building)'s meter showed \(energy(Int128(report.register.millijoules)))."
        case .battery(let report):
            "The battery said that it can deliver \(energy(Int128(report.charge.millijoules)))."
        case .deplete: "The battery's charge or a building's share of it ran out."
        case .switchMode: "The adaptive policy's dwell ended."
        case .openPeriod: "A period was opened."
        case .closePeriod: "The period was closed and every member billed."
        case .current, .overview: "Somebody asked how things stand."
        case .terms: "Somebody asked for the terms."
        }
    }

    /// What a building got, the arithmetic of it, and what kept it from getting better.
    private func allocation(of index: Int) -> [String] {
        let member = after.members[index]
        let old = before?.members[index].split ?? .zero
        var sentences = [
            "\(after.period.id(index)) has \(member.split.text("W")) now, together \(member.split.total) W; before it "
                + "had \(old.total) W."
        ]
        guard let before else { return sentences }
        sentences.append(rule)
        sentences.append(free(before))
        sentences.append(arithmetic(of: index, before))
        sentences += competitors(of: index, before)
        let limits = event.answer?.allocations.first { $0.building == after.period.id(index) }?.limits ?? []
        let reasons = limits.names.map { Self.words[$0] ?? $0 }
        sentences.append(
            reasons.isEmpty
                ? "Nothing keeps it from the cheapest server."
                : "What keeps it from a cheaper server: \(reasons.joined(separator: "; "))."
        )
        return sentences
    }

    private func free(_ before: ClusterModel) -> String {
        let charge = before.isBatteryEmpty ? "it has run out" : "its charge was \(Self.energy(before.charge))"
        return "Before it, grid-contract gave \(before.split.gridContract) of \(before.period.cap) W, and "
            + "\(before.reserved) W were reserved for buildings that fell silent: "
            + "\(max(before.openCap - before.split.gridContract, 0)) W were free. The battery gave "
            + "\(before.split.battery) of \(before.period.batteryPower) W; \(charge)."
    }

    /// The rule in force, in a sentence.
    private var rule: String {
        let discipline =
            switch after.period.discipline {
            case .redispatch: "everything is split again at every event"
            case .admission: "a request is split when it arrives and holds that until it ends"
            }
        let text =
            switch after.period.kind {
            case .strict: "each building within its own band of grid-contract and its own rate of the battery"
            case .noBounds: "first come, first served over the whole cluster"
            case .adaptive where after.mode == .strict:
                "in its strict mode: each building within its own band and rate"
            case .adaptive: "in its no-bounds mode: first come, first served"
            case .maxMin: "bands are guarantees, and what is left is shared by weighted max-min fairness"
            case .levelling: "the cheap servers go first to the building with the highest average unit cost"
            }
        return "The policy is \(after.period.kind.rawValue) (\(discipline)), \(text)."
    }

    private func arithmetic(of index: Int, _ before: ClusterModel) -> String {
        let (split, period) = (after.members[index].split, after.period)
        let isStrict = period.kind == .strict || period.kind == .adaptive && after.mode == .strict
        if period.discipline == .admission { return admission(of: index, before, isStrict: isStrict) }
        guard isStrict else {
            let others = after.split - split
            return "Grid-contract: \(period.cap) − \(after.reserved) reserved − \(others.gridContract) of the others "
                + "leaves \(max(after.openCap - others.gridContract, 0)) W, of which it has \(split.gridContract). "
                + "Battery: \(after.isBatteryEmpty ? 0 : period.batteryPower) − \(others.battery) of the others, "
                + "of which it has \(split.battery). The rest, \(split.gridPremium) W, is grid-premium."
        }
        let factor = period.terms.cluster.buildings[index].allocationFactor.partsPerBillion
        return "Its band is ⌊\(factor)·10⁻⁹ · \(period.cap)⌋ = \(period.bands[index]) W, its rate of the battery "
            + "⌊\(period.batteryPower) / \(period.count)⌋ = \(period.rate) W, and of its "
            + "\(Self.energy(period.quotas[index])) of the battery it has drawn "
            + "\(Self.energy(after.members[index].account(at: after.now).battery)). So it has "
            + "\(split.gridContract) W within the band, \(split.battery) W within the rate, and the rest, "
            + "\(split.gridPremium) W, is grid-premium."
    }

    /// Under admission only what is new was split; what the building holds already it keeps.
    private func admission(of index: Int, _ before: ClusterModel, isStrict: Bool) -> String {
        let new = event.requests.first { $0.sequence >= before.nextSequence }?.record
        guard let new else { return "Nothing new was asked for: what the building still has, it holds as it was." }
        let (split, period, held) = (Servers(new.split), after.period, before.members[index].split)
        let all = before.split
        let free = max(before.openCap - all.gridContract, 0)
        var text = "New in it are \(split.total) W. "
        if isStrict {
            text +=
                "Its band is \(period.bands[index]) W, of which it held \(held.gridContract); \(free) W of "
                + "grid-contract were free; so \(split.gridContract) W of the new come from there. Its rate of the "
                + "battery is ⌊\(period.batteryPower) / \(period.count)⌋ = \(period.rate) W, of which it held "
                + "\(held.battery); so \(split.battery) W come from the battery"
        } else {
            text +=
                "\(free) W of grid-contract were free, so \(split.gridContract) W of the new come from there; "
                + "\(max(period.batteryPower - all.battery, 0)) W of the battery were free, so \(split.battery) W come "
                + "from it"
        }
        return text + ". The rest, \(split.gridPremium) W, is grid-premium."
    }

    private func competitors(of index: Int, _ before: ClusterModel) -> [String] {
        let loads = before.members.enumerated()
            .filter { $0.offset != index && $0.element.split.total > 0 }
            .sorted { ($1.element.split.total, $0.offset) < ($0.element.split.total, $1.offset) }
        guard !loads.isEmpty else { return ["Nobody else had any load."] }
        let shown = loads.prefix(10).map { "\(before.period.id($0.offset)) (\($0.element.split.text("W")))" }
        let rest = loads.count > shown.count ? " and \(loads.count - shown.count) more" : ""
        return ["It competed with \(shown.joined(separator: "; "))\(rest)."]
    }

    private func bill(_ statement: MemberStatement) -> String {
        let cost = DecimalText.ratio(Int128(statement.costMicros), 1_000_000, places: 6)
        var text = "\(statement.building): \(Self.energy(Servers(statement.account).total)), "
        text += "\(cost) \(after.period.terms.currency)"
        if statement.estimated > .zero {
            text += "; \(Self.energy(Int128(statement.estimated.millijoules))) of it estimated for its silences"
        }
        if statement.breach > .zero {
            text += "; \(Self.energy(Int128(statement.breach.millijoules))) of it a breach"
        }
        return text + "."
    }

    private var notices: [String] {
        event.answer?.notices.map { notice in
            switch notice {
            case .batteryEmpty(let at): "At \(at) the battery was empty."
            case .quotaExhausted(let index, let at):
                "At \(at) \(after.period.id(index)) had used up its battery energy."
            case .becameStale(let index, let at):
                "At \(at) \(after.period.id(index)) fell silent: its requests ended, and its band of "
                    + "\(after.period.bands[index]) W is reserved."
            case .returned(let index, let at): "At \(at) \(after.period.id(index)) spoke again."
            case .switched(let mode, let at): "At \(at) the mode became \(mode.rawValue)."
            case .gapSettled, .breach, .meterReplaced, .batteryRead: meterNotice(notice)
            }
        } ?? []
    }

    /// Whose split changed besides.
    private var others: [String] {
        guard let before, before.members.count == after.members.count, case .request = event.call else { return [] }
        return after.members.indices.compactMap { index in
            let (old, new) = (before.members[index].split, after.members[index].split)
            guard old != new, event.concerns != after.period.id(index) else { return nil }
            return "\(after.period.id(index))'s split changed with it: from \(old.text("W")) to \(new.text("W"))."
        }
    }

    /// An energy in watt-hours, exactly.
    static func energy(_ millijoules: Int128) -> String {
        DecimalText.ratio(millijoules, 3_600_000, places: 6) + " Wh"
    }

    private static let words = [
        "raf-share": "its band (its share of the cap) is used up",
        "grid-contract-full": "grid-contract is used up",
        "battery-power": "the battery's power, or its own rate of it, is used up",
        "battery-empty": "the battery has run out in this period",
        "battery-quota": "it has drawn its battery energy of the period",
        "adaptive-strict": "the adaptive policy was in its strict mode",
        "reserved-band": "grid-contract was taken back to reserve the band of a building that fell silent",
    ]
}

extension RecordedEvent {
    /// The building that the call is about.
    var concerns: BuildingID? {
        switch call {
        case .request(let change), .release(let change): change.building
        case .expire(let gone): gone
        case .meter(let report): report.building
        case .openPeriod, .failSafe, .battery, .deplete, .switchMode, .closePeriod, .current, .overview, .terms: nil
        }
    }
}
