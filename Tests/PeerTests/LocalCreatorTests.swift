import Ledger
import LedgerStore
import LedgerTestKit
import Membership
import Peer
import PeerTestKit
import TestKit
import Testing
import Units

@Suite("Somebody who proposes in the peer's own process", .timeLimit(.minutes(5)))
struct LocalCreatorTests {
    let network: LedgerNetwork

    init() throws { network = try LedgerNetwork() }

    private func creator(_ member: LedgerNetwork.Member) throws -> LocalCreator {
        try LocalCreator(certificate: member.identity.certificate, key: member.key)
    }

    @Test("What the peer does not verify again is verified by whoever judges the ledger, beside what came from outside")
    func judged() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try PeerFixture(directory, network: network)
            let client = try creator(network.client)
            let pending = try (1...120).map { number in
                let signed = try fixture.proposal(number, "increment", bytes("k"))
                return number.isMultiple(of: 3)
                    ? fixture.peer.submit(signed) : fixture.peer.submit(signed.proposal, by: client)
            }
            for (index, pending) in pending.enumerated() {
                #expect(try await pending.outcome().response == bytes("\(index + 1)"))
            }
            let (stored, expected) = try fixture.judgeAgain()
            #expect(stored == expected && stored.count == 120)
            #expect(stored.allSatisfy { $0 == .valid })
            for envelope in try fixture.envelopes() {
                #expect(network.client.identity.hasSigned(envelope.signedProposal))
            }
            try await fixture.close()
        }
    }

    @Test("A key that is not the certificate's makes no creator")
    func otherKey() throws {
        let error = #expect(throws: PeerStartError.self) {
            try LocalCreator(certificate: network.client.identity.certificate, key: network.admin.key)
        }
        #expect("\(try #require(error))".contains("is not the one that the certificate of"))
    }

    @Test("A proposal in another's name, of another channel or too far from the peer's clock is refused")
    func refused() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try PeerFixture(directory, network: network)
            let client = try creator(network.client)
            let others = try fixture.proposal(1, "increment", bytes("k"), by: network.admin)
            let elsewhere = try fixture.proposal(2, "increment", bytes("k"), channel: "elsewhere")
            let late = try fixture.proposal(3, "increment", bytes("k"), at: LedgerNetwork.now + .hours(1))
            for proposal in [others, elsewhere, late] {
                await #expect(throws: PeerFailure.self) {
                    try await fixture.peer.submit(proposal.proposal, by: client).outcome()
                }
            }
            #expect(try fixture.store.height() == 1)
            let good = try fixture.proposal(4, "increment", bytes("k"))
            #expect(try await fixture.peer.submit(good.proposal, by: client).outcome().response == bytes("1"))
            try await fixture.close()
        }
    }
}
