import Allocation
import AllocationContract
import Controller
import Gateway
import Ledger
import LedgerTestKit
import TestKit
import Units

/// A site in one thread: a controller with its disk, buildings, a broker between them, and the faults that a seed
/// draws. An episode has a time of faults, then everything heals.
final class SimulatedSite {
    let seed: UInt64
    let sabotage: Sabotage?
    let timeline = Timeline()
    let trace: Trace
    let network: LedgerNetwork
    let terms: PeriodTerms
    let topics: Topics
    let disk = SimulatedDisk()
    var plan: FaultPlan
    let lease: Interval
    let schedule: PeriodSchedule
    private(set) lazy var broker = SimulatedBroker(self)
    private(set) lazy var checker = Checker(self)
    private(set) var controller: ControllerNode?
    private(set) var buildings: [BuildingNode] = []
    /// Processes that are gone; kept, so that no other takes a dead one's place in the checker's eyes.
    private var gone: [BuildingNode] = []
    // A stream of chance for each source: another draw of one does not shift the others.
    private var networkChance: SeededGenerator
    private var diskChance: SeededGenerator
    private var loadChance: SeededGenerator
    private var faultChance: SeededGenerator
    private var clocks: [NodeClock] = []
    private var starts = 0
    private var isHealed = false

    /// How long faults happen, and how long the site then has to come to rest.
    static let faultTime: Int64 = 30_000
    static let restTime: Int64 = 20_000
    /// How many seconds more the site may take until its buildings know what the ledger gives them.
    static let patience = 60
    /// No episode needs nearly as many: a site that is busy with itself is a fault too.
    static let mostEvents = 200_000

    init(seed: UInt64, ground: SimulationGround, sabotage: Sabotage? = nil, keeping lines: Int = 60) throws {
        self.seed = seed
        trace = Trace(keeping: lines)
        self.sabotage = sabotage
        network = ground.network
        topics = ground.topics
        var chance = SeededGenerator(seed: seed)
        plan = FaultPlan(&chance)
        let choice = chance.below(ground.terms.count)
        terms = ground.terms[choice]
        lease = .seconds(chance.pick([6, 15, 40]))
        schedule = Self.schedule(chance.pick([25, 70, 3_600, 0]))
        networkChance = SeededGenerator(seed: seed ^ 0x6e65_7477_6f72_6b00)
        diskChance = SeededGenerator(seed: seed ^ 0x6469_736b_0000_0000)
        loadChance = SeededGenerator(seed: seed ^ 0x6c6f_6164_0000_0000)
        faultChance = SeededGenerator(seed: seed ^ 0x6661_756c_7400_0000)
        disk.lies = sabotage == .lyingDisk
        try disk.found(ground.genesis[choice])
    }

    /// Runs an episode to its end, or to the first violation.
    func run() throws {
        let ids = terms.cluster.buildings.map(\.id)
        clocks = (0...ids.count).map { _ in
            NodeClock(
                timeline,
                offset: Int64(faultChance.below(500)),
                drift: Int64(faultChance.below(Int(plan.drift) + 1))
            )
        }
        startController()
        for index in ids.indices { startBuilding(index, ids[index]) }
        scheduleFaults()
        timeline.at(Self.faultTime) { self.heal() }
        go(until: Self.faultTime + Self.restTime)
        waitForNextWindow()
        var unrest = checker.unrest()
        for _ in 0..<Self.patience where unrest != nil && checker.violation == nil {
            go(until: timeline.now + 1_000)
            unrest = checker.unrest()
        }
        if let unrest { checker.fail("after healing, \(unrest)") }
        if checker.violation == nil { checker.lookAtEnd() }
    }

    /// A clock that was ahead and is right again has to reach the next window first; until then no period is open.
    private func waitForNextWindow() {
        guard case .daily = schedule, let controller, controller.current() == nil, let alarm = controller.wakeAt else {
            return
        }
        go(until: timeline.now + max((alarm - clocks[0].now()).milliseconds, 0))
    }

    /// Periods that follow one another after so many seconds; windows of 15.3 s with pauses of 3.7 s for none.
    private static func schedule(_ seconds: Int64) -> PeriodSchedule {
        guard seconds == 0 else { return .following(.seconds(seconds)) }
        // The clocks show six when the episode begins, and there are windows for as long before and after: a fault may
        // set them by an hour.
        let clocks = LocalClocks(offset: .milliseconds(21_600_000 - LedgerNetwork.now.milliseconds % 86_400_000))
        let starts = (0..<2_270).map { Interval.seconds(19 * $0) }
        return .daily(DailyWindows(starts: starts, length: .milliseconds(15_300), clocks: clocks))
    }

    private func go(until end: Int64) {
        while checker.violation == nil, timeline.step(until: end) {
            checker.look()
            if timeline.count > Self.mostEvents { checker.fail("\(timeline.count) events, and no end of them") }
        }
    }

    func note(_ text: String) { trace.note(timeline.now, text) }
    func band(of building: BuildingID) -> Power {
        terms.cluster.buildings.firstIndex { $0.id == building }.map { terms.cluster.band(of: $0) } ?? .zero
    }
}

// MARK: - Chance

extension SimulatedSite {
    func delay() -> Int64 { 1 + Int64(networkChance.below(isHealed ? 5 : Int(plan.delay))) }
    func smallDelay() -> Int64 { Int64(networkChance.below(3)) }
    func isDuplicated() -> Bool { networkChance.below(1_000) < (isHealed ? 0 : plan.duplicates) }
    func syncTime() -> Int64 { 1 + Int64(diskChance.below(isHealed ? 3 : Int(plan.sync))) }

    func newRequestID() -> String {
        let digits = Array("0123456789abcdef")
        var text = ""
        for place in 0..<36 {
            text.append([8, 13, 18, 23].contains(place) ? "-" : digits[loadChance.below(16)])
        }
        return text
    }

    /// Lets something happen again and again in the time of faults, at random with a mean interval.
    private func often(_ mean: Int64, _ action: @escaping () -> Void) {
        guard mean > 0 else { return }
        timeline.after(1 + Int64(faultChance.below(Int(2 * mean)))) {
            guard !self.isHealed else { return }
            action()
            self.often(mean, action)
        }
    }
}

// MARK: - Processes

extension SimulatedSite {
    private func startController() {
        starts += 1
        do {
            try disk.open()
            note("controller starts with \(try disk.height()) blocks")
            controller = try ControllerNode(self, number: starts, clock: clocks[0])
        } catch {
            checker.fail("the controller does not start: \(error)")
        }
    }

    private func crashController() {
        guard let controller else { return }
        note("controller crashes")
        controller.die()
        self.controller = nil
        disk.crash { self.diskChance.below($0) }
        timeline.after(1 + Int64(faultChance.below(10_000))) { self.startController() }
    }

    /// The service has ended by itself; its manager starts it again.
    func controllerEnded() {
        note("controller ends")
        controller?.die()
        controller = nil
        timeline.after(2_000) { self.startController() }
    }

    private func startBuilding(_ index: Int, _ id: BuildingID) {
        let last = buildings.indices.contains(index) ? buildings[index].epoch : -1
        let clock = clocks[index + 1]
        let node = BuildingNode(self, id: id, epoch: max(clock.now().milliseconds, last + 1), clock: clock)
        if buildings.indices.contains(index) { buildings[index] = node } else { buildings.append(node) }
        note("\(id) starts")
        changeLoad(of: node)
    }

    private func changeLoad(of node: BuildingNode) {
        timeline.after(1 + Int64(loadChance.below(6_000))) {
            guard !self.isHealed else { return }
            node.change(to: .watts(Int64(self.loadChance.below(8) * 100)))
            self.changeLoad(of: node)
        }
    }
}

// MARK: - Faults

extension SimulatedSite {
    private func scheduleFaults() {
        often(plan.controllerCrashes) { self.crashController() }
        often(plan.buildingCrashes) {
            let index = self.faultChance.below(self.buildings.count)
            self.note("\(self.buildings[index].id) crashes")
            self.buildings[index].die()
            self.gone.append(self.buildings[index])
            self.startBuilding(index, self.buildings[index].id)
        }
        often(plan.brokerCrashes) {
            self.broker.crash()
            self.timeline.after(1 + Int64(self.faultChance.below(8_000))) { self.broker.restart() }
        }
        often(plan.cuts) { self.cut() }
        often(plan.fullDisks) {
            self.note("disk is full")
            self.disk.isFull = true
            self.timeline.after(Int64(self.faultChance.below(8_000))) { self.disk.isFull = false }
        }
        often(plan.diskErrors) { self.disk.failsNext = self.faultChance.below(2) == 0 }
        often(plan.clockSteps) { self.stepClock() }
        often(plan.oldMessages) { self.sendOldMessage() }
    }

    private func cut() {
        let index = faultChance.below(buildings.count + 1)
        guard let client = index == 0 ? controller?.client : buildings[index - 1].client else { return }
        note("\(client.id) is cut off")
        client.cut(
            for: Int64(faultChance.below(20_000)),
            broker: Int64(faultChance.below(22_500)),
            client: Int64(faultChance.below(22_500))
        )
    }

    private func stepClock() {
        let step = Int64(faultChance.below(2 * Int(plan.largestStep))) - plan.largestStep
        let index = faultChance.below(clocks.count)
        note("clock \(index) is set by \(step) ms")
        clocks[index].offset += step
    }

    /// A message that is older than the last one of its building's comes under an id of its own.
    private func sendOldMessage() {
        let building = buildings[faultChance.below(buildings.count)]
        let demand = DemandPayload(
            requestID: newRequestID(),
            epoch: building.epoch - 1,
            sequence: 1,
            sentAt: clocks[0].now(),
            loadID: "total",
            power: .watts(900),
            lease: lease
        )
        checker.sentOld(demand, by: building.id)
        building.client.publish(.demand(demand, from: building.id, topics: topics))
    }

    /// Everything works from now on; clocks are right, and no load changes any more.
    private func heal() {
        note("everything heals")
        isHealed = true
        if !broker.isUp { broker.restart() }
        disk.isFull = false
        disk.failsNext = nil
        for clock in clocks { clock.correct() }
        if sabotage == .lyingDisk { crashController() }
    }
}
