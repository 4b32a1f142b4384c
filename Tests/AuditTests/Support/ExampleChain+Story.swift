import Allocation
import AllocationContract
import Cryptography
import Ledger
import LedgerTestKit
import Units

extension ExampleChain {
    /// A day in ten blocks: allocations that depend on one another, and a transaction of every validation code.
    static func story() throws -> ExampleChain {
        var chain = try ExampleChain()
        try chain.append([chain.endorse(chain.propose(.openPeriod(exampleTerms())))])
        try chain.append([chain.endorse(chain.propose("b01", watts: 700))])
        try chain.appendConflict()
        try chain.appendDuplicate()
        try chain.appendRefused()
        try chain.appendShared()
        try chain.appendExpired()
        try chain.appendDependent()
        try chain.append([chain.endorse(chain.propose("b01", watts: 0))])
        try chain.append([chain.endorse(chain.propose(.closePeriod))])
        return chain
    }

    /// A request, and another that was executed on the state before it.
    private mutating func appendConflict() throws {
        let good = try endorse(propose("b02", watts: 600))
        let stale = try endorse(propose("b03", watts: 100))
        try append([good, stale])
    }

    /// A request, and the same transaction once more.
    private mutating func appendDuplicate() throws {
        let good = try endorse(propose("b03", watts: 200))
        try append([good, good, script[Place.first].envelope])
    }

    /// An endorsement of nobody, a channel and a chaincode that do not exist, a configuration, a signature of another.
    private mutating func appendRefused() throws {
        let bare = try endorse(propose("b01", watts: 10), by: [])
        let foreign = try endorse(propose("put", [[1], [2]], of: KeyValueChaincode.name, channel: "other"))
        let unknown = try Envelope(
            propose("f", [], of: "nothing"),
            result: TransactionResult(reads: [], ranges: [], writes: [], response: []),
            endorsements: []
        )
        let configuration = try Envelope(
            propose(ChannelConfiguration.function, [channel.configuration.encoded], of: ChannelConfiguration.chaincode),
            result: TransactionResult(reads: [], ranges: [], writes: [], response: []),
            endorsements: []
        )
        let proposal = try propose("b01", watts: 10)
        let forged = try SignedProposal(bytes: proposal.bytes, signature: network.peer.key.sign(proposal.bytes))
        try append([bare, foreign, unknown, configuration, endorse(forged)])
    }

    /// Transactions that two organisations endorse, one of them after a phantom appeared.
    private mutating func appendShared() throws {
        let both = [network.peer, network.utilityPeer]
        let put = try endorse(propose("put", [[1], [2]], of: KeyValueChaincode.name), by: both)
        let count = try endorse(propose("count", [[0], [9]], of: KeyValueChaincode.name), by: both)
        try append([put, count])
    }

    /// A request of a guest whose certificate ended with the day.
    private mutating func appendExpired() throws {
        try append([endorse(propose("b03", watts: 50, by: guest))])
    }

    /// Four allocations in one block, each executed on the state that the one before it leaves.
    private mutating func appendDependent() throws {
        var pending = state
        var envelopes: [Envelope] = []
        for (index, watts) in [Int64(300), 400, 500, 0].enumerated() {
            let envelope = try endorse(propose("b0\(index % 2 + 1)", watts: watts), on: pending)
            var updates = StateUpdates()
            let place = Version(block: tip.height, transaction: index)
            updates.record(envelope.result.writes, of: AllocationContract.name, version: place)
            pending.apply(updates)
            envelopes.append(envelope)
        }
        try append(envelopes)
    }
}

/// A thousand watts of cap, a battery of 500 W, and three buildings.
func exampleTerms() throws -> PeriodTerms {
    let factors: [(String, Int64)] = [("b01", 500_000_000), ("b02", 300_000_000), ("b03", 200_000_000)]
    let terms = try ClusterTerms(
        contractCap: .watts(1_000),
        battery: BatteryTerms(power: .watts(500), capacity: .wattHours(2), roundTripEfficiency: .whole),
        prices: ServerPrices(
            gridContract: Price(micros: 200_000),
            battery: Price(micros: 300_000),
            gridPremium: Price(micros: 1_400_000)
        ),
        buildings: try factors.map { name, factor in
            guard let id = BuildingID(name) else { throw ExampleError.badName(name) }
            return BuildingTerms(id: id, allocationFactor: Share(partsPerBillion: factor))
        }
    )
    let policy = try AllocationPolicy(kind: .noBounds, discipline: .redispatch)
    return PeriodTerms(cluster: terms, policy: policy, currency: "EUR")
}
