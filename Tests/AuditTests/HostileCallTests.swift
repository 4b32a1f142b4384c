import Allocation
import AllocationContract
import Audit
import AuditTestKit
import Cryptography
import Ledger
import LedgerTestKit
import Testing
import Units

@Suite("Calls that a hostile operator made up")
struct HostileCallTests {
    static let extremes: [Int64] = [.min, .min + 1, -1, 0, .max - 1, .max]

    @Test("are executed again without harm, whatever their times", arguments: extremes)
    func times(instant: Int64) async throws {
        let example = try ExampleChain.story()
        for place in [ExampleChain.Place.open, ExampleChain.Place.first, Version(block: 10, transaction: 0)] {
            var script = example.script
            try script.replace(place) { old in
                let proposal = Proposal(
                    channel: old.proposal.channel,
                    timestamp: Instant(milliseconds: instant),
                    creator: old.proposal.creator,
                    nonce: old.proposal.nonce,
                    chaincode: old.proposal.chaincode,
                    function: old.proposal.function,
                    arguments: old.proposal.arguments
                )
                let signed = try SignedProposal(proposal, signedBy: example.network.client.key)
                let bare = Envelope(signed, result: old.result, endorsements: [])
                return try bare.with(result: old.result, endorsedBy: [example.network.peer])
            }
            let found = try await example.auditor(of: script.chain()).audit(level: .calls).firstDivergence
            #expect(found?.level == .calls && found?.block == place.block)
        }
    }

    @Test("are executed again without harm, whatever they ask for", arguments: extremes, extremes)
    func demands(power: Int64, lease: Int64) async throws {
        let example = try ExampleChain.story()
        var script = example.script
        let change = LevelChange(
            building: try #require(BuildingID("b01")),
            load: try #require(LoadID("total")),
            power: .watts(power),
            lease: .milliseconds(lease),
            order: MessageOrder(epoch: 1, sequence: .max),
            message: []
        )
        try script.replace(ExampleChain.Place.first) { old in
            let call: AllocationCall = power == 0 ? .release(change) : .request(change)
            let signed = try SignedProposal(old.proposal.calling(call), signedBy: example.network.client.key)
            let bare = Envelope(signed, result: old.result, endorsements: [])
            return try bare.with(result: old.result, endorsedBy: [example.network.peer])
        }
        let found = try await example.auditor(of: script.chain()).audit(level: .calls).firstDivergence
        #expect(found?.level == .calls && found?.block == 2)
    }
}
