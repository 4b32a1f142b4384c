import Cryptography
import Foundation
import Ledger
import LedgerStore
import LedgerTestKit
import Membership
import Peer
import PeerTestKit
import TestKit
import Testing
import Units

@Suite("A peer whose channel keeps values private", .timeLimit(.minutes(5)))
struct PrivateChannelTests {
    let network: LedgerNetwork

    /// Bytes that stand in no other file by chance.
    private static let secret = bytes("a distinctive value of 41235 W")

    init() throws { network = try LedgerNetwork() }

    private func fixture(
        _ directory: String,
        policy: String = "OR('Operator.peer')",
        endorsers: (LedgerStore) throws -> [any EndorsingPeer] = { _ in [] },
        reached: @escaping FaultHook = { _ in }
    ) throws -> PeerFixture {
        let configuration = try network.configuration(policy: policy, hasPrivateValues: true)
        return try PeerFixture(
            directory,
            network: network,
            configuration: configuration,
            endorsers: endorsers,
            reached: reached
        )
    }

    /// The files of a ledger in which bytes stand.
    private static func files(in directory: String, with bytes: [UInt8]) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory).sorted().filter { name in
            try Data(contentsOf: URL(filePath: "\(directory)/\(name)")).range(of: Data(bytes)) != nil
        }
    }

    @Test("No value is in the chain or the state, open or closed; equal values have different hashes there")
    func hidden() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try fixture(directory)
            for (number, key) in ["a", "b"].enumerated() {
                let proposal = try fixture.privateProposal(number, "put", bytes(key), Self.secret)
                #expect(try await fixture.peer.submit(proposal).outcome().response == Self.secret)
            }
            let open = try Self.files(in: directory, with: Self.secret)
            #expect(open == ["private.db-wal"])
            let envelopes = try (1...2).compactMap { try fixture.store.block($0)?.transactions.first?.envelope }
                .map { try Envelope(encoded: $0) }
            let values = envelopes.flatMap { $0.result.writes.compactMap(\.value) + [$0.result.response] }
            #expect(values.count == 4 && Set(values).count == 4 && values.allSatisfy { $0.count == 32 })
            #expect(envelopes.map(\.result.writes.first?.key) == ["a", "b"])
            try await fixture.close()
            #expect(try Self.files(in: directory, with: Self.secret) == ["private.db"])
            #expect(try LedgerVerification.run(at: directory).isEmpty)
        }
    }

    @Test("Transactions that depend on each other are executed on the values; so are those after a restart")
    func dependent() async throws {
        try await withTemporaryDirectory { directory in
            for start in 0..<3 {
                let fixture = try fixture(directory)
                let pending = try (1...100).map {
                    fixture.peer.submit(try fixture.privateProposal(start * 100 + $0, "increment", bytes("k")))
                }
                for (index, pending) in pending.enumerated() {
                    #expect(try await pending.outcome().response == bytes("\(start * 100 + index + 1)"))
                }
                let again = try fixture.privateProposal(start * 100 + 7, "increment", bytes("k"))
                let replay = try await fixture.peer.submit(again).outcome()
                #expect(replay.isReplay && replay.response == bytes("\(start * 100 + 7)"))
                let (stored, expected) = try fixture.judgeAgain()
                #expect(stored == expected)
                try await fixture.close()
            }
        }
    }

    @Test("A proposal without its values, with others, or endorsed elsewhere is refused, and nothing is recorded")
    func refused() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try fixture(directory)
            var bare = try fixture.privateProposal(1, "put", bytes("a"), Self.secret)
            bare.transient = nil
            var other = try fixture.privateProposal(2, "put", bytes("a"), Self.secret)
            other.transient = try fixture.privateProposal(3, "put", bytes("a"), bytes("b")).transient
            for (proposal, words) in [(bare, "came without them"), (other, "are not those whose hashes")] {
                let failure = await #expect(throws: PeerFailure.self) {
                    _ = try await fixture.peer.submit(proposal).outcome()
                }
                #expect("\(try #require(failure))".contains(words))
            }
            let result = TransactionResult(reads: [], ranges: [], writes: [], response: [])
            let elsewhere = Envelope(bare, result: result, endorsements: [])
            await #expect(throws: PeerFailure.self) { _ = try await fixture.peer.submit(elsewhere).outcome() }
            #expect(try fixture.store.height() == 1)
            try await fixture.close()
        }
    }

    @Test("An endorser in the process comes to the same bytes; one that does not is recorded with both hashes")
    func endorsers() async throws {
        try await withTemporaryDirectory { directory in
            let utility = PeerCredential(
                certificate: network.utilityPeer.identity.certificate,
                key: network.utilityPeer.key
            )
            let policy = "AND('Operator.peer', 'Utility.peer')"
            let fixture = try fixture(directory, policy: policy) { store in
                [try LocalEndorser(utility, storage: store, chaincodes: [OddChaincode()])]
            }
            try await untilEndorsed(fixture)
            for number in 1...50 {
                let proposal = try fixture.privateProposal(number, "increment", bytes("k"))
                #expect(try await fixture.peer.submit(proposal).outcome().response == bytes("\(number)"))
            }
            let odd = try fixture.privateProposal(60, "put", bytes("odd"), Self.secret)
            let failure = await #expect(throws: PeerFailure.self) { _ = try await fixture.peer.submit(odd).outcome() }
            guard case .invalid(.endorsementPolicyFailure, let place)? = failure else {
                Issue.record("\(String(describing: failure))")
                return
            }
            let stored = try #require(try fixture.store.block(place.block)?.transactions[place.transaction])
            let envelope = try Envelope(encoded: stored.envelope)
            let signed = try #require(envelope.endorsements.compactMap(\.result).first)
            let dissent = try TransactionResult(encoded: signed)
            // The same value of the same key has the same hash at both, so that what differs can be seen.
            #expect(dissent.writes.map(\.key) == ["odd", "odd key"])
            #expect(dissent.writes.first == envelope.result.writes.first)
            #expect(try Self.files(in: directory, with: Self.secret) == ["private.db-wal"])
            try await fixture.close()
        }
    }

    @Test("Without the values the ledger opens, is rebuilt and verified; what needs one says which and what to do")
    func missing() async throws {
        try await withTemporaryDirectory { directory in
            var fixture = try fixture(directory)
            for number in 1...3 {
                _ = try await fixture.peer.submit(try fixture.privateProposal(number, "increment", bytes("k")))
                    .outcome()
            }
            try await fixture.close()
            for name in ["private.db", "private.db-wal", "private.pages"] {
                let away = URL(filePath: "\(directory)/\(name)")
                try? FileManager.default.moveItem(at: away, to: URL(filePath: directory + ".\(name)"))
            }
            #expect(try LedgerRebuild.run(at: directory) == 4)
            #expect(try LedgerVerification.run(at: directory).isEmpty)
            fixture = try self.fixture(directory)
            for (number, words) in [(2, "private and not here"), (9, "'kv/k', which block 3, transaction 0 wrote, is")]
            {
                let failure = await #expect(throws: PeerFailure.self) {
                    _ = try await fixture.peer.submit(try fixture.privateProposal(number, "increment", bytes("k")))
                        .outcome()
                }
                #expect("\(try #require(failure))".contains(words), "\(String(describing: failure))")
            }
            try await fixture.close()
            // The file put back, everything goes on.
            for name in ["private.db", "private.db-wal", "private.pages"] {
                let from = URL(filePath: directory + ".\(name)")
                guard FileManager.default.fileExists(atPath: from.path) else { continue }
                let to = URL(filePath: "\(directory)/\(name)")
                try? FileManager.default.removeItem(at: to)
                try FileManager.default.moveItem(at: from, to: to)
            }
            fixture = try self.fixture(directory)
            let next = try await fixture.peer.submit(try fixture.privateProposal(10, "increment", bytes("k"))).outcome()
            #expect(next.response == bytes("4"))
            try await fixture.close()
        }
    }

    @Test("Deleted values are gone from the files; those in force stay, and the ledger goes on")
    func deleted() async throws {
        try await withTemporaryDirectory { directory in
            var fixture = try fixture(directory)
            for (number, value) in [Self.secret, bytes("later")].enumerated() {
                let proposal = try fixture.privateProposal(number, "put", bytes("a"), value)
                _ = try await fixture.peer.submit(proposal).outcome()
            }
            try await fixture.close()
            let store = try LedgerStore(at: directory)
            let (deleted, inForce) = try store.deletePrivateValues { _ in true }
            #expect(deleted == 7 && inForce == 1)
            try store.close()
            #expect(try Self.files(in: directory, with: Self.secret) == [])
            #expect(try LedgerVerification.run(at: directory).isEmpty)
            fixture = try self.fixture(directory)
            let read = try await fixture.peer.submit(try fixture.privateProposal(5, "get", bytes("a"))).outcome()
            #expect(read.response == bytes("later"))
            try await fixture.close()
        }
    }

    @Test("A power cut between the values and their block leaves values without a block, and nothing else")
    func cut() async throws {
        try await withTemporaryDirectory { directory in
            let ledger = directory + "/ledger"
            let copy = directory + "/copy"
            let reached: FaultHook = { point in
                guard point == .inserted, !FileManager.default.fileExists(atPath: copy) else { return }
                try? FileManager.default.copyItem(atPath: ledger, toPath: copy)
            }
            var fixture = try fixture(ledger, reached: reached)
            let proposal = try fixture.privateProposal(1, "put", bytes("a"), Self.secret)
            _ = try await fixture.peer.submit(proposal).outcome()
            try await fixture.close()
            fixture = try self.fixture(copy)
            #expect(try fixture.store.height() == 1)
            #expect(try await fixture.peer.submit(proposal).outcome().response == Self.secret)
            try await fixture.close()
        }
    }

    /// Waits until the endorsers have joined.
    private func untilEndorsed(_ fixture: PeerFixture) async throws {
        for attempt in 0..<10_000 {
            let proposal = try fixture.privateProposal(1_000_000 + attempt, "get", bytes("nothing"))
            do throws(PeerFailure) {
                _ = try await fixture.peer.submit(proposal).outcome()
                return
            } catch {
                guard error.isTemporary else { throw error }
                await Task.yield()
            }
        }
        throw PeerFixture.NobodyJoined()
    }
}
