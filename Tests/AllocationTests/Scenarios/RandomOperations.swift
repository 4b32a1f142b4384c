/// Makes up what happens to a cluster: requests and levels that come and go, often at the same instant, buildings that
/// fall silent and come back, and now and then something that must be refused.
struct RandomOperations {
    private let count: Int
    private let scale: Int64
    private let crowd: Int
    private let speaksInLevels: Int
    private let steps: [Int64]
    private var random: SplitMix64
    private var instant: Int64 = 0
    private var started = 0
    private var open: [Int] = []
    /// What each building's meter showed last.
    private var registers: [Int64]
    /// About what the battery holds.
    private let capacity: Int64

    /// - Parameter scale: the power, in watts, that the cluster is about.
    init(count: Int, scale: Int64, capacity: Int64, random: SplitMix64) {
        self.count = count
        self.capacity = capacity
        registers = Array(repeating: 0, count: count)
        self.scale = scale
        self.random = random
        crowd = self.random.pick([2, 5, 12, 25])
        speaksInLevels = self.random.pick([0, 3, 7, 10])
        steps = self.random.pick([[1, 3], [1, 20, 100], [1, 50, 1_000]])
    }

    mutating func list(length: Int) -> [Operation] {
        (0..<length).map { _ in
            if random.chance(6, outOf: 10) { instant += random.upTo(random.pick(steps)) }
            let isLate = instant > 0 && random.chance(1, outOf: 100)
            return Operation(instant: isLate ? instant - 1 : instant, action: action())
        }
    }

    private mutating func action() -> Operation.Action {
        if random.chance(1, outOf: 20) { return .advance }
        if random.chance(1, outOf: 100) { return random.pick([.close, .nextPeriod, .silenceAll]) }
        if random.chance(1, outOf: 60) { return .battery(charge: random.upTo(random.pick([0, 10, capacity * 2]))) }
        if random.chance(speaksInLevels, outOf: 10) { return levelAction() }
        if !open.isEmpty, random.chance(open.count, outOf: open.count + crowd) {
            return .end(request: open.remove(at: random.below(open.count)))
        }
        started += 1
        open.append(started)
        return .start(request: started, building: building(), power: power())
    }

    private mutating func levelAction() -> Operation.Action {
        let building = building()
        if random.chance(1, outOf: 12) { return .silence(building: building) }
        if random.chance(1, outOf: 8) {
            return .settle(building: building, energy: power() * random.upTo(200))
        }
        if random.chance(1, outOf: 6) { return .meter(building: building, register: register(of: building)) }
        return .level(
            building: building,
            load: random.pick([1, 1, 2, 3]),
            power: random.chance(1, outOf: 4) ? 0 : power(),
            lease: random.chance(1, outOf: 2) ? nil : random.upTo(random.pick(steps) * 8)
        )
    }

    /// Registers go on, now and then backwards.
    private mutating func register(of building: Int) -> Int64 {
        if random.chance(1, outOf: 12) { registers[building] = 0 }
        registers[building] += power() * random.upTo(random.pick([1, 50, 500]))
        return registers[building]
    }

    /// Half of what is said comes from the first few buildings, so that they compete with themselves.
    private mutating func building() -> Int {
        random.below(random.chance(1, outOf: 2) ? min(count, 3) : count)
    }

    private mutating func power() -> Int64 {
        if random.chance(1, outOf: 20) { return 0 }
        let most = random.pick([1, scale / 8, scale / Int64(count), scale / 2, scale, scale * 3])
        return random.upTo(max(most, 1))
    }
}
