import Allocation
import AllocationContract
import ArgumentParser
import Cryptography
import Dispatch
import Fabcoin
import Ledger
import Synchronization
import Units

/// The contract that a load calls.
enum BenchContract: String, CaseIterable, ExpressibleByArgument {
    case allocation
    case fabcoin
}

/// Proposals that one after the other are handed to a peer.
struct BenchPhase {
    /// What is measured, for example `SPEND`.
    let name: String
    /// The proposals, signed.
    let proposals: [SignedProposal]
}

/// Makes the proposals of a load, in order and signed, before the clock starts.
struct BenchLoad {
    private let network: BenchNetwork
    private let begin: Instant
    private let count: Int
    private let isPrivate: Bool

    init(network: BenchNetwork, begin: Instant, count: Int, isPrivate: Bool = false) {
        self.network = network
        self.begin = begin
        self.count = count
        self.isPrivate = isPrivate
    }

    /// What has to be there before the load.
    func preparation(for contract: BenchContract) throws -> BenchPhase {
        switch contract {
        case .allocation:
            let call = AllocationCall.openPeriod(try Self.terms())
            let proposal = proposal(0, of: AllocationContract.name, call.function, call.arguments, by: network.client)
            return try BenchPhase(name: "", proposals: signed([proposal], by: network.client))
        case .fabcoin:
            return BenchPhase(name: "", proposals: [])
        }
    }

    /// The loads to measure.
    func phases(for contract: BenchContract) throws -> [BenchPhase] {
        switch contract {
        case .allocation:
            [BenchPhase(name: isPrivate ? "private allocation" : "allocation", proposals: try allocations(0..<count))]
        case .fabcoin:
            [
                BenchPhase(name: "Fabcoin MINT", proposals: try signed(mints(), by: network.admin)),
                BenchPhase(name: "Fabcoin SPEND", proposals: try signed(spends(), by: network.client)),
            ]
        }
    }

    // MARK: Allocations

    /// Ten buildings behind a cap for half of what they ask for, so that every event moves others.
    static func terms() throws -> PeriodTerms {
        let share = Share(partsPerBillion: Share.whole.partsPerBillion / 10)
        let terms = try ClusterTerms.bench(
            contractCap: .kilowatts(100),
            gridContract: 200_000,
            buildings: (1...10).compactMap { number in
                BuildingID("building-\(number)").map { BuildingTerms(id: $0, allocationFactor: share) }
            }
        )
        let policy = try AllocationPolicy(kind: .noBounds, discipline: .redispatch)
        return PeriodTerms(cluster: terms, policy: policy, currency: "EUR")
    }

    /// A part of the allocations, for a load that is too large to be made at once.
    func allocations(_ part: Range<Int>) throws -> [SignedProposal] {
        try signed(levels(part), by: network.client)
    }

    /// Levels of ten buildings in turn, each on the state that the one before leaves.
    private func levels(_ part: Range<Int>) -> [Proposal] {
        guard let load = LoadID("total") else { return [] }
        return part.compactMap { index in
            guard let building = BuildingID("building-\(1 + index % 10)") else { return nil }
            let watts = Int64(1 + index &* 7_919 % 40_000)
            let order = MessageOrder(epoch: 42, sequence: Int64(index / 10))
            let id = Digest.sha256(Array("request \(index)".utf8)).hex.prefix(36)
            let message = """
                {"v":1,"request_id":"\(id)","epoch":\(order.epoch),"seq":\(order.sequence),\
                "ts":"2026-08-24T10:15:30.123Z","load_id":"total","demand_w":\(watts),"lease_s":3600}
                """
            let call = AllocationCall.request(
                LevelChange(
                    building: building,
                    load: load,
                    power: .watts(watts),
                    lease: .hours(1),
                    order: order,
                    message: Array(message.utf8)
                )
            )
            let (name, function) = (AllocationContract.name, call.function)
            return proposal(1 + index, of: name, function, call.arguments, by: network.client)
        }
    }

    // MARK: Coins

    private func mints() -> [Proposal] {
        (0..<count).map { index in coin(index, .mint([output])) }
    }

    private func spends() -> [Proposal] {
        (0..<count).map { index in
            let minted = proposal(1 + index, of: Fabcoin.name, "", [], by: network.admin).txid
            return coin(count + index, .spend([CoinReference(txid: minted, output: 1)], into: [output]))
        }
    }

    private var output: Coin { Coin(amount: 100, owner: network.client.fingerprint, label: "FBC") }

    private func coin(_ index: Int, _ call: FabcoinCall) -> Proposal {
        let member =
            switch call {
            case .mint: network.admin
            case .spend: network.client
            }
        return proposal(1 + index, of: Fabcoin.name, call.function, call.arguments, by: member)
    }

    // MARK: Proposals

    /// A proposal whose time lies a sixteenth of a millisecond behind that of the one before.
    private func proposal(
        _ number: Int,
        of chaincode: String,
        _ function: String,
        _ arguments: [[UInt8]],
        by member: BenchNetwork.Member
    ) -> Proposal {
        Proposal(
            channel: BenchNetwork.channel,
            timestamp: begin + .milliseconds(Int64(number / 16)),
            creator: member.fingerprint,
            nonce: Digest.sha256(Array("proposal \(number)".utf8)).bytes,
            chaincode: chaincode,
            function: function,
            arguments: arguments
        )
    }

    private func sign(_ proposal: Proposal, by member: BenchNetwork.Member) throws -> SignedProposal {
        guard isPrivate else { return try SignedProposal(proposal, signedBy: member.key) }
        guard let seed = PrivateSeed(Digest.sha256(proposal.nonce).bytes) else {
            throw CommandFailure.environment("a digest is no seed of private values")
        }
        let transient = TransientData(proposal.arguments, seed: seed)
        let hidden = Proposal(
            channel: proposal.channel,
            timestamp: proposal.timestamp,
            creator: proposal.creator,
            nonce: proposal.nonce,
            chaincode: proposal.chaincode,
            function: proposal.function,
            arguments: transient.hashes
        )
        var signed = try SignedProposal(hidden, signedBy: member.key)
        signed.transient = transient
        return signed
    }

    /// Signs on all cores.
    private func signed(_ proposals: [Proposal], by member: BenchNetwork.Member) throws -> [SignedProposal] {
        let results = Mutex<[Int: Result<[SignedProposal], any Error>]>([:])
        let run = 512
        DispatchQueue.concurrentPerform(iterations: (proposals.count + run - 1) / run) { part in
            let own = proposals[(part * run)..<min(proposals.count, (part + 1) * run)]
            let result = Result { try own.map { try sign($0, by: member) } }
            results.withLock { $0[part] = result }
        }
        let parts = results.withLock { $0 }
        return try parts.keys.sorted().flatMap { try parts[$0]?.get() ?? [] }
    }
}
