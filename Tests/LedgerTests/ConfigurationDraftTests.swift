import Cryptography
import LedgerTestKit
import Membership
import Testing
import Units

@testable import Ledger

@Suite("A draft of a configuration")
struct ConfigurationDraftTests {
    private let network: LedgerNetwork
    private let channel: Channel
    private let draft: ConfigurationDraft

    init() throws {
        network = try LedgerNetwork()
        channel = try Channel(network.configuration())
        draft = try ConfigurationDraft(
            from: channel.configuration,
            to: channel.configuration.changed { $0.set("ANY admin", of: .cutting) },
            by: network.admin.identity,
            key: network.admin.key,
            at: LedgerNetwork.now,
            nonce: Array(repeating: 7, count: 32)
        )
    }

    private func problem(_ draft: ConfigurationDraft) -> ConfigurationProblem? {
        channel.problem(with: draft.transaction, signers: draft.signers, at: LedgerNetwork.now)
    }

    @Test("Goes from one administrator to the next as bytes, until nothing is missing")
    func travels() throws {
        let received = try ConfigurationDraft(encoded: draft.encoded)
        #expect(received == draft)
        guard case .unapproved(let change) = problem(received) else {
            Issue.record("one of two is no majority")
            return
        }
        #expect(change.unmetDemands.map(\.description) == ["policies: MAJORITY admin, still missing 'Utility.admin'"])
        let (admin, utility) = (network.admin, network.utilityAdmin)
        let again = try received.signed(by: admin.identity, key: admin.key)
        #expect(again.transaction.endorsements.count == 1 && problem(again) != nil)
        let signed = try again.signed(by: utility.identity, key: utility.key)
        #expect(problem(signed) == nil)
        #expect(signed.transaction.txid == draft.transaction.txid)
        // A signature is of one content: it does not come along to another.
        let other = try ConfigurationDraft(
            from: channel.configuration,
            to: channel.configuration.changed { $0.modificationPolicy = "ANY admin" },
            by: admin.identity,
            key: admin.key,
            at: LedgerNetwork.now,
            nonce: Array(repeating: 8, count: 32)
        )
        let stolen = other.transaction.endorsements + signed.transaction.endorsements.suffix(1)
        let forged = Envelope(other.transaction.signedProposal, result: other.transaction.result, endorsements: stolen)
        #expect(channel.check(forged, signers: signed.signers, at: LedgerNetwork.now) == .invalidConfigTransaction)
    }

    @Test(
        "Altered or cut off it is refused or says what it says, and never brings anything down",
        arguments: [1, 2, 3] as [UInt64]
    )
    func altered(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let bytes = draft.encoded
        var accepted = 0
        for _ in 0..<1_500 {
            var altered = bytes
            for _ in 0...random.below(3) { altered[random.below(altered.count)] = UInt8(random.below(256)) }
            if random.below(4) == 0 { altered.removeLast(1 + random.below(altered.count - 1)) }
            guard let read = try? ConfigurationDraft(encoded: altered) else { continue }
            accepted += 1
            #expect(read.encoded == altered, "seed \(seed)")
            #expect(problem(read) != nil, "seed \(seed): an altered draft is approved")
        }
        #expect(accepted < 1_500)
    }
}
