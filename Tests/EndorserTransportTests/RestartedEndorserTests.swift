import EndorserTransport
import Foundation
import Ledger
import LedgerStore
import LedgerTestKit
import Peer
import PeerTestKit
import TestKit
import Testing

@Suite("An endorser that is started again", .timeLimit(.minutes(5)))
struct RestartedEndorserTests {
    let remote: RemoteNetwork

    init() throws { remote = try RemoteNetwork() }

    @Test("It goes on where it was, without the blocks that it has seen")
    func goesOn() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try remote.fixture(directory + "/ledger")
            let first = try await start(0, directory)
            _ = try await fixture.untilEndorsed(by: remote.peers[0])
            try await advance(fixture, 1...8)
            await first.stop()
            let again = try await start(0, directory)
            await remote.log.until("the endorser goes on")
            let line = try #require(
                remote.log.text.split(separator: "\n").first { $0.contains("the endorser goes on") }
            )
            let height = try #require(line.firstMatch(of: /height": "?(\d+)/).flatMap { Int($0.1) })
            #expect(try (9...fixture.store.height()).contains(height))
            try await advance(fixture, 11...18)
            await again.stop()
            try await finish(fixture)
        }
    }

    @Test("It refuses a chain that parts from its own, and one that ends before it")
    func fork() async throws {
        try await withTemporaryDirectory { directory in
            let first = try await start(0, directory)
            let fixture = try remote.fixture(directory + "/ledger")
            _ = try await fixture.untilEndorsed(by: remote.peers[0])
            try await fixture.close()
            try FileManager.default.copyItem(atPath: directory + "/ledger", toPath: directory + "/fork")
            let further = try remote.fixture(directory + "/ledger")
            try await advance(further, 1...5)
            try await further.close()
            await first.stop()

            let again = try await start(0, directory)
            let fork = try remote.fixture(directory + "/fork")
            await remote.log.until("the controller's ledger is not the one that I endorsed: it ends at block")
            // Another endorser, which has not seen what came after.
            let other = try await remote.startEndorser(1)
            try await advance(fork, 21...40)
            let words = "the controller's ledger is not the one that I endorsed: block"
            _ = try await fork.untilWithout(remote.peers[0], says: words, in: remote.log)
            #expect(remote.log.text.contains(/block \d+ has hash [0-9a-f]{64} there, [0-9a-f]{64} here/))
            try await finish(fork)
            await again.stop()
            await other.stop()
        }
    }

    @Test("What it has kept for another site, or with other roots, is refused when it starts")
    func foreign() async throws {
        try await withTemporaryDirectory { directory in
            let first = try await start(0, directory)
            let fixture = try remote.fixture(directory + "/ledger")
            _ = try await fixture.untilEndorsed(by: remote.peers[0])
            try await finish(fixture)
            await first.stop()
            let error = await #expect(throws: EndorserServerError.self) {
                try await start(0, directory) { $0.channel = "elsewhere" }
            }
            #expect(try #require(error).description.contains("of the ledger of 'test'"))
            let other = await #expect(throws: EndorserServerError.self) {
                try await start(0, directory) { $0.roots.removeLast() }
            }
            #expect(try #require(other).description.contains("names another root of Utility"))
        }
    }

    // MARK: Steps

    private func start(
        _ index: Int,
        _ directory: String,
        change: (inout EndorserServerSettings) -> Void = { _ in }
    ) async throws -> EndorserServer {
        try await remote.startEndorser(index) { settings in
            settings.storage = { () throws(ChainError) in try ReplicaStore(at: directory + "/state") }
            change(&settings)
        }
    }

    /// As many blocks, one after the other.
    private func advance(_ fixture: PeerFixture, _ numbers: ClosedRange<Int>) async throws {
        for number in numbers {
            let proposal = try fixture.proposal(number, "increment", bytes("k"))
            while true {
                do throws(PeerFailure) {
                    _ = try await fixture.peer.submit(proposal).outcome()
                    break
                } catch {
                    guard error.isTemporary else { throw error }
                    try await Task.sleep(for: .milliseconds(5))
                }
            }
        }
    }

    private func finish(_ fixture: PeerFixture) async throws {
        await fixture.peer.stop()
        let (stored, expected) = try fixture.judgeAgain()
        #expect(stored == expected)
        try await fixture.close()
    }
}

extension PeerFixture {
    /// Waits for a line of the log, during which the endorser endorses nothing.
    fileprivate func untilWithout(
        _ member: LedgerNetwork.Member,
        says text: String,
        in log: RecordedLog
    ) async throws -> [Envelope] {
        await log.until(text)
        let behind = try envelopes().suffix(20)
        #expect(!behind.contains { $0.endorsements.contains { $0.endorser == member.fingerprint } })
        return Array(behind)
    }
}
