import Allocation
import AllocationContract
import Building
import Gateway
import Ledger
import Units

/// What must hold, whatever happens: looks at every step, keeps what was promised, and says the first thing that was
/// broken.
final class Checker {
    /// What an episode came to.
    struct Counts {
        var acknowledged = 0
        var replays = 0
        var refusals = 0
        var blocks = 0
        var transactions = 0
        /// Milliseconds in which the buildings together believed more than the cap, and the longest time at a stretch.
        var excess: Int64 = 0
        var longestExcess: Int64 = 0
    }

    private(set) var violation: String?
    private(set) var counts = Counts()
    private unowned let site: SimulatedSite
    /// The requests on the ledger with their places.
    private var recorded: [String: Version] = [:]
    private var acknowledged: [String: Version] = [:]
    private var answers: [String: [UInt8]] = [:]
    /// Requests that came too late to be served.
    private var mustNotBeServed: Set<String> = []
    private var lastOrders: [BuildingID: MessageOrder] = [:]
    private var lastTime = Instant(milliseconds: .min)
    private var lastBlockTime = Instant(milliseconds: .min)
    private var excessSince: Int64?
    /// The latest allocation that each building's process was told.
    private var newest: [ObjectIdentifier: (place: Version, told: AllocationInForce)] = [:]
    private var steps = 0

    /// The most that may wait in any queue of the site.
    private static let longestQueue = 300

    init(_ site: SimulatedSite) {
        self.site = site
    }

    func fail(_ text: String) {
        guard violation == nil else { return }
        site.note("VIOLATION \(text)")
        violation = text
    }

    private func expect(_ condition: Bool, _ text: @autoclosure () -> String) {
        if !condition { fail(text()) }
    }
}

// MARK: - Messages

extension Checker {
    /// A building sends a message that is older than others of its own.
    func sentOld(_ demand: DemandPayload, by building: BuildingID) {
        let order = MessageOrder(epoch: demand.epoch, sequence: demand.sequence)
        if let last = lastOrders[building], order < last { mustNotBeServed.insert(demand.requestID) }
    }

    /// The controller lets a reply out.
    func replied(_ reply: AllocationPayload) {
        guard let id = reply.requestID else { return }
        scan()
        let place = recorded[id]
        switch reply.status {
        case .ok:
            guard let place else { return fail("\(id) is answered, and not safe on the ledger") }
            let named = reply.transaction.map { Version(block: Int($0.height), transaction: Int($0.index)) }
            expect(named == place, "\(id) is answered with \(String(describing: named)), and stands at \(place)")
            expect(!mustNotBeServed.contains(id), "\(id) is older than what was served before, and is served")
            let bytes = AllocationPayload.replay(of: reply.json) ?? []
            if let first = answers[id] {
                expect(first == bytes, "\(id) is answered otherwise than before")
            } else {
                answers[id] = bytes
            }
            if reply.isReplay { counts.replays += 1 }
        case .rateLimited, .temporaryError, .expired:
            // A copy of a request may be too old while another one is served; `recalled` looks at the first's decision.
            counts.refusals += 1
        case .staleSequence, .invalidData, .invalidMessage, .invalidContent, .unauthorised:
            counts.refusals += 1
            expect(place == nil, "\(id) is on the ledger, and is answered with \(reply.status.rawValue)")
        }
    }

    /// The controller has asked the ledger for a request that comes too late.
    func recalled(_ id: String, isUnknown: Bool) {
        scan()
        expect(!isUnknown || recorded[id] == nil, "\(id) is on the ledger, and is not found there")
    }

    /// A building has a reply.
    func received(_ reply: AllocationPayload, _ bytes: [UInt8], by building: BuildingID) {
        expect(reply.building == building, "\(building) is told what is \(reply.building)'s")
        guard reply.status == .ok, let id = reply.requestID, let place = reply.transaction else { return }
        if acknowledged[id] == nil { counts.acknowledged += 1 }
        acknowledged[id] = Version(block: Int(place.height), transaction: Int(place.index))
        expect(answers[id] == AllocationPayload.replay(of: bytes), "\(id) arrived with other bytes than were sent")
        site.note("\(building): \(id.suffix(6)) is answered")
    }
}

extension Checker {
    /// A building has made up its mind about what it was told: nothing older than what it knew.
    func believes(_ told: AllocationInForce?, by building: BuildingNode, after reply: AllocationPayload) {
        guard let place = reply.transaction else { return }
        let this = Version(block: Int(place.height), transaction: Int(place.index))
        let known = newest[ObjectIdentifier(building)]
        if known.map({ $0.place < this }) ?? true, let allocation = reply.allocation {
            newest[ObjectIdentifier(building)] = (this, allocation)
        } else if let known, known.place > this {
            expect(told != reply.allocation || told == known.told, "\(building.id) believes an older allocation")
        }
    }
}

// MARK: - The ledger

extension Checker {
    /// Reads what has become safe on the ledger since the last look.
    func scan() {
        while let block = site.disk.safeBlock(counts.blocks) {
            counts.blocks += 1
            counts.transactions += block.transactions.count
            if let header = try? BlockHeader(encoded: block.header) {
                expect(header.time >= lastBlockTime, "block \(block.number) is earlier than the one before it")
                lastBlockTime = header.time
            }
            for index in block.transactions.indices { scan(block, index) }
        }
    }

    private func scan(_ block: StoredBlock, _ index: Int) {
        guard let transaction = try? block.validatedTransaction(index) else {
            return fail("transaction \(index) of block \(block.number) cannot be read")
        }
        let proposal = transaction.envelope.proposal
        guard proposal.chaincode == AllocationContract.name, transaction.code == .valid else {
            return expect(block.number == 0, "transaction \(index) of block \(block.number) is \(transaction.code)")
        }
        expect(proposal.timestamp >= lastTime, "time goes back in block \(block.number)")
        lastTime = proposal.timestamp
        do {
            let call = try AllocationCall(function: proposal.function, arguments: proposal.arguments)
            let place = Version(block: block.number, transaction: index)
            if case .request(let change) = call { try scan(change, at: place) }
            if case .release(let change) = call { try scan(change, at: place) }
            scan(try AllocationResponse(encoded: transaction.envelope.result.response))
        } catch {
            fail("transaction \(index) of block \(block.number): \(error)")
        }
    }

    private func scan(_ change: LevelChange, at place: Version) throws {
        let demand = try DemandPayload(change.message, from: change.building)
        expect(recorded[demand.requestID] == nil, "\(demand.requestID) is on the ledger twice")
        recorded[demand.requestID] = place
        if let last = lastOrders[change.building] {
            expect(last < change.order, "\(change.building)'s messages are out of order on the ledger")
        }
        lastOrders[change.building] = change.order
    }

    private func scan(_ response: AllocationResponse) {
        let (cluster, terms) = (response.cluster, site.terms.cluster)
        let (cap, battery) = (terms.contractCap, terms.battery)
        expect(cluster.split.gridContract + cluster.reserved <= cap, "the ledger gives more than the cap")
        expect(cluster.split.battery <= battery.power, "the ledger gives more battery power than there is")
        expect(cluster.charge >= .zero && cluster.charge <= battery.capacity, "the charge is \(cluster.charge)")
        guard !response.statements.isEmpty else { return }
        let drawn = response.statements.reduce(Energy.zero) { $0 + $1.account.battery }
        expect(drawn + cluster.charge == battery.capacity, "the members' battery energy is not what the battery lacks")
    }
}

// MARK: - The cluster

extension Checker {
    /// Looks after every step.
    func look() {
        let drawn = site.buildings.reduce(Power.zero) { $0 + $1.draw }
        let now = site.timeline.now
        if drawn > site.terms.cluster.contractCap {
            if excessSince == nil {
                site.note("the buildings believe \(drawn.watts) W of \(site.terms.cluster.contractCap.watts) W")
            }
            excessSince = excessSince ?? now
        } else if let since = excessSince {
            counts.excess += now - since
            counts.longestExcess = max(counts.longestExcess, now - since)
            excessSince = nil
        }
        steps += 1
        guard steps.isMultiple(of: 16) else { return }
        let longest = max(
            site.controller?.longestQueue ?? 0,
            site.broker.longestQueue,
            site.buildings.map(\.client.queueLength).max() ?? 0
        )
        expect(longest <= Self.longestQueue, "\(longest) messages wait in a queue")
    }

    /// Looks when everything has healed and come to rest.
    func lookAtEnd() {
        scan()
        var places: [String: [Version]] = [:]
        for (id, place) in recorded { places[id, default: []].append(place) }
        for (id, place) in acknowledged.sorted(by: { $0.key < $1.key }) {
            expect(places[id] == [place], "\(id) was acknowledged at \(place); the ledger has \(places[id] ?? [])")
        }
        expect(site.disk.isWhole, "the ledger's end is not safe")
        guard site.controller != nil else { return fail("the controller has not come back") }
        expect(excessSince == nil, "the buildings still believe more than the cap")
    }

    /// What keeps the site from having come to rest; `nil` if nothing does.
    func unrest() -> String? {
        guard let state = site.controller?.current() else { return "no period is open" }
        for node in site.buildings {
            guard node.machine.isAnswered else { return "\(node.id) waits for an answer" }
            guard let known = state.allocations.first(where: { $0.building == node.id }) else {
                return "the ledger does not know \(node.id)"
            }
            // Who needs nothing says nothing more, even if its last will makes it stale; and whoever has said nothing
            // since it started leaves what it had before to the lease.
            if node.level == .zero, known.isStale || node.machine.counts.requested == 0 { continue }
            guard known.split.total == node.level else {
                return "\(node.id) needs \(node.level.watts) W, the ledger gives \(known.split.total.watts) W"
            }
            let told = node.told?.bands.map(\.power.watts) ?? []
            let split = known.split
            let given = [split.gridContract.watts, split.battery.watts, split.gridPremium.watts]
            guard told == given || node.told == nil && split.total == .zero else {
                return "\(node.id) was told \(told), the ledger says \(given)"
            }
        }
        return nil
    }
}
