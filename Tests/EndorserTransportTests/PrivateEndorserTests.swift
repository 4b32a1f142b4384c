import Cryptography
import EndorserTransport
import Ledger
import LedgerStore
import LedgerTestKit
import Membership
import Peer
import PeerTestKit
import TestKit
import Testing
import Units

@Suite("Endorsers behind TLS in a channel with private values", .timeLimit(.minutes(5)))
struct PrivateEndorserTests {
    @Test("They are sent the values, come to the same bytes, and go on when they take over the chain anew")
    func agree() async throws {
        let remote = try RemoteNetwork(endorsers: 1)
        let policy = "AND('Operator.peer', 'Utility.peer')"
        let configuration = try remote.network.configuration(policy: policy, hasPrivateValues: true)
        try await withTemporaryDirectory { directory in
            let first = try await remote.startEndorser(0)
            let fixture = try PeerFixture(
                directory,
                network: remote.network,
                configuration: configuration,
                endorsers: { _ in [try remote.link(0)] }
            )
            try await increment(fixture, from: 1, count: 60)
            await first.stop()
            // A new process has no blocks and no values: it is sent all that the state needs.
            let second = try await remote.startEndorser(0)
            try await increment(fixture, from: 61, count: 60)
            let (stored, expected) = try fixture.judgeAgain()
            #expect(stored == expected)
            try await fixture.close()
            await second.stop()
        }
    }

    @Test(
        "A ledger begun from a snapshot: who kept its state or has the snapshot goes on; who has neither says why not",
        arguments: [true, false]
    )
    func joinCutLedger(isPrivate: Bool) async throws {
        let remote = try RemoteNetwork(endorsers: 1)
        let policy = "AND('Operator.peer', 'Utility.peer')"
        let configuration = try remote.network.configuration(policy: policy, hasPrivateValues: isPrivate)
        try await withTemporaryDirectory { directory in
            func open(_ name: String) throws -> PeerFixture {
                try PeerFixture(
                    "\(directory)/\(name)",
                    network: remote.network,
                    configuration: configuration,
                    timeout: .seconds(2),
                    endorsers: { _ in [try remote.link(0)] }
                )
            }
            func start(remembering: Bool = true) async throws -> EndorserServer {
                try await remote.startEndorser(0) { settings in
                    guard remembering else { return }
                    settings.storage = { () throws(ChainError) in try ReplicaStore(at: directory + "/state") }
                }
            }
            let first = try await start()
            let before = try open("whole")
            try await increment(before, from: 1, count: 20, isPrivate: isPrivate)
            try await before.close()
            await first.stop()
            var values: [KeptPrivateValue] = []
            try PrivateArchive(at: directory + "/whole")?.forEach { kept, _ in values.append(kept) }
            #expect(values.isEmpty != isPrivate)
            let snapshot = try LedgerSnapshot(of: LedgerArchive(at: directory + "/whole"))
            try LedgerStore.restore(at: directory + "/begun", from: snapshot.encoded, values: values).close()
            let second = try await start()
            var after = try open("begun")
            try await increment(after, from: 21, count: 20, isPrivate: isPrivate)
            try await after.close()
            await second.stop()
            // The ledger can show it no block from before, and a state that does not follow it would not believe.
            let third = try await start(remembering: false)
            after = try open("begun")
            let refusal = try await refusal(of: after, isPrivate: isPrivate)
            #expect(refusal.contains("it lacks") && refusal.contains("began from a snapshot of block 20"), "\(refusal)")
            try await after.close()
            await third.stop()
            // With the snapshot of the ledger's beginning it takes over what came after, durably.
            let beginning = try ReplicaRecord(
                snapshot,
                values: try SnapshotValues(of: snapshot).pick(from: values).values
            )
            for attempt in 1...2 {
                let fourth = try await remote.startEndorser(0) { settings in
                    settings.storage = { () throws(ChainError) in try ReplicaStore(at: directory + "/joined") }
                    settings.beginning = attempt > 1 ? nil : EndorserBeginning(place: "the snapshot") { beginning }
                }
                after = try open("begun")
                try await increment(after, from: 21 + 20 * attempt, count: 20, isPrivate: isPrivate)
                try await after.close()
                await fourth.stop()
            }
            #expect(remote.log.text.contains("the endorser begins behind a snapshot"))
        }
    }

    /// Why a call is not endorsed, once the endorser has been heard.
    private func refusal(of fixture: PeerFixture, isPrivate: Bool) async throws -> String {
        var said = ""
        for attempt in 0..<2_000 where !said.contains("lacks a block") {
            let number = 1_000 + attempt
            let proposal = try proposal(fixture, number, isPrivate)
            do throws(PeerFailure) {
                _ = try await fixture.peer.submit(proposal).outcome()
                return "nothing: it was endorsed"
            } catch {
                said = "\(error)"
            }
            try await Task.sleep(for: .milliseconds(5))
        }
        return said
    }

    private func proposal(_ fixture: PeerFixture, _ number: Int, _ isPrivate: Bool) throws -> SignedProposal {
        isPrivate
            ? try fixture.privateProposal(number, "increment", bytes("k"))
            : try fixture.proposal(number, "increment", bytes("k"))
    }

    /// Counts on, handing in again what nobody has endorsed yet.
    private func increment(_ fixture: PeerFixture, from start: Int, count: Int, isPrivate: Bool = true) async throws {
        for number in start..<start + count {
            let proposal = try proposal(fixture, number, isPrivate)
            var answer: [UInt8]?
            for _ in 0..<10_000 where answer == nil {
                do throws(PeerFailure) {
                    answer = try await fixture.peer.submit(proposal).outcome().response
                } catch {
                    guard error.isTemporary else { throw error }
                    try await Task.sleep(for: .milliseconds(5))
                }
            }
            #expect(answer == bytes("\(number)"))
        }
    }
}
