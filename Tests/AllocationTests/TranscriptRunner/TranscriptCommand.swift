import Allocation
import Units

/// What a transcript's lines say, with the names that its author chose.
struct TranscriptReader {
    /// A line after the cluster and the policy are known.
    enum Command {
        case operation(Operation, text: String)
        case energy(at: Int64)
    }

    private(set) var scenario: Scenario?
    private(set) var requestNames: [String] = []
    private(set) var loadNames: [String] = []
    fileprivate var cluster: [Substring: Substring] = [:]
    private var buildings: [(id: BuildingID, raf: Int64)] = []

    /// Reads the lines of a block: the cluster's terms and policy, or what happens to it.
    mutating func read(_ lines: [Transcript.Line]) throws -> [Command] {
        var commands: [Command] = []
        for line in lines {
            let words = line.text.split(separator: " ")
            do throws(Expectation) {
                if let command = try read(words, text: line.text) { commands.append(command) }
            } catch {
                throw Transcript.Malformed(line: line.number, expected: "\(error.what) in: \(line.text)")
            }
        }
        return commands
    }

    struct Expectation: Error {
        let what: String
    }

    private mutating func read(_ words: [Substring], text: String) throws(Expectation) -> Command? {
        switch words.first {
        case "cluster":
            cluster = settings(words.dropFirst())
            buildings = []
        case "building": try readBuilding(words)
        case "policy": try readPolicy(words)
        default: return try readEvent(words, text: text)
        }
        return nil
    }

    private func settings(_ words: ArraySlice<Substring>) -> [Substring: Substring] {
        var settings: [Substring: Substring] = [:]
        for word in words {
            let halves = word.split(separator: "=", maxSplits: 1)
            if halves.count == 2 { settings[halves[0]] = halves[1] }
        }
        return settings
    }

    private mutating func readBuilding(_ words: [Substring]) throws(Expectation) {
        let raf = settings(words.dropFirst())["raf"].flatMap(Quantity.share)
        guard words.count == 3, let id = BuildingID(String(words[1])), let raf else {
            throw Expectation(what: "building ID raf=SHARE")
        }
        buildings.append((id, raf))
    }

    private mutating func readPolicy(_ words: [Substring]) throws(Expectation) {
        let settings = settings(words.dropFirst())
        guard words.count >= 3, let kind = PolicyKind(rawValue: String(words[1])),
            let discipline = Discipline(rawValue: String(words[2])),
            let policy = try? AllocationPolicy(
                kind: kind,
                discipline: discipline,
                signal: settings["signal"].flatMap { AdaptiveSignal(rawValue: String($0)) },
                hysteresis: .watts(settings["hysteresis"].flatMap(Quantity.power) ?? 0),
                dwell: .milliseconds(settings["dwell"].flatMap(Quantity.time) ?? 0)
            )
        else { throw Expectation(what: "policy KIND DISCIPLINE [signal=…] [hysteresis=POWER] [dwell=TIME]") }
        scenario = Scenario(seed: 0, terms: try terms(), policy: policy, operations: [])
        (requestNames, loadNames) = ([], [])
    }

    private func terms() throws(Expectation) -> ClusterTerms {
        let prices = cluster["prices"]?.split(separator: ",").compactMap(Quantity.price) ?? []
        guard let cap = cluster["cap"].flatMap(Quantity.power), let power = cluster["battery"].flatMap(Quantity.power),
            let capacity = cluster["capacity"].flatMap(Quantity.energy), prices.count == 3,
            let terms = try? ClusterTerms(
                contractCap: .watts(cap),
                battery: BatteryTerms(
                    power: .watts(power),
                    capacity: .millijoules(capacity),
                    roundTripEfficiency: .whole,
                    start: cluster["start"].flatMap { BatteryStart(rawValue: String($0)) } ?? .full
                ),
                prices: ServerPrices(
                    gridContract: Price(micros: prices[0]),
                    battery: Price(micros: prices[1]),
                    gridPremium: Price(micros: prices[2])
                ),
                meterTolerance: meterTolerance,
                buildings: buildings.map {
                    BuildingTerms(id: $0.id, allocationFactor: Share(partsPerBillion: $0.raf))
                }
            )
        else {
            throw Expectation(what: "cluster cap=POWER battery=POWER capacity=ENERGY prices=P1,P2,P3, and buildings")
        }
        return terms
    }
}

// MARK: Events

extension TranscriptReader {
    /// `tolerance=SHARE,ENERGY`, or the usual one.
    fileprivate var meterTolerance: MeterTolerance {
        let parts = cluster["tolerance"]?.split(separator: ",") ?? []
        guard parts.count == 2, let share = Quantity.share(parts[0]), let energy = Quantity.energy(parts[1]) else {
            return .standard
        }
        return MeterTolerance(share: Share(partsPerBillion: share), energy: .millijoules(energy))
    }
}

extension TranscriptReader {
    private mutating func readEvent(_ words: [Substring], text: String) throws(Expectation) -> Command {
        guard words.count >= 2, let instant = Quantity.time(words[0]) else { throw Expectation(what: "TIME EVENT …") }
        if words[1] == "energy" { return .energy(at: instant) }
        return .operation(Operation(instant: instant, action: try readAction(words)), text: text)
    }

    private mutating func readAction(_ words: [Substring]) throws(Expectation) -> Operation.Action {
        switch (words[1], words.count) {
        case ("start", 5):
            guard let power = Quantity.power(words[4]) else { throw Expectation(what: "start NAME BUILDING POWER") }
            return .start(
                request: place(of: words[2], in: &requestNames),
                building: try building(words[3]),
                power: power
            )
        case ("end", 3): return .end(request: place(of: words[2], in: &requestNames))
        case ("level", 5...6):
            guard let power = Quantity.power(words[4]) else {
                throw Expectation(what: "level BUILDING LOAD POWER [lease=TIME]")
            }
            return .level(
                building: try building(words[2]),
                load: place(of: words[3], in: &loadNames),
                power: power,
                lease: settings(words.dropFirst(5))["lease"].flatMap(Quantity.time)
            )
        case ("silence", 3): return .silence(building: try building(words[2]))
        case ("settle", 4):
            guard let energy = Quantity.energy(words[3]) else { throw Expectation(what: "settle BUILDING ENERGY") }
            return .settle(building: try building(words[2]), energy: energy)
        case ("meter", 4):
            guard let register = Quantity.energy(words[3]) else { throw Expectation(what: "meter BUILDING ENERGY") }
            return .meter(building: try building(words[2]), register: register)
        case ("battery", 3):
            guard let charge = Quantity.energy(words[2]) else { throw Expectation(what: "battery ENERGY") }
            return .battery(charge: charge)
        case ("silence-all", 2): return .silenceAll
        case ("close", 2): return .close
        case ("next-period", 2): return .nextPeriod
        case ("advance", 2): return .advance
        default:
            throw Expectation(
                what: "start, end, level, silence, silence-all, settle, meter, battery, close, next-period, advance "
                    + "or energy"
            )
        }
    }

    private func building(_ name: Substring) throws(Expectation) -> Int {
        let place = scenario?.terms.buildings.firstIndex { $0.id.text == String(name) }
        guard let place else { throw Expectation(what: "a building of the cluster") }
        return place
    }

    /// The number, from 1, by which operations know a name.
    private func place(of name: Substring, in names: inout [String]) -> Int {
        if let place = names.firstIndex(of: String(name)) { return place + 1 }
        names.append(String(name))
        return names.count
    }
}
