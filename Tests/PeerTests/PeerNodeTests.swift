import Cryptography
import Foundation
import Ledger
import LedgerStore
import LedgerTestKit
import Membership
import Peer
import PeerTestKit
import Synchronization
import TestKit
import Testing
import Units

@Suite("A peer on a real ledger", .timeLimit(.minutes(5)))
struct PeerNodeTests {
    let network: LedgerNetwork

    init() throws { network = try LedgerNetwork() }

    @Test("Transactions that depend on each other are all valid, many to a block, in the order they were handed in")
    func dependent() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try PeerFixture(directory, network: network)
            let pending = try (1...300).map { fixture.peer.submit(try fixture.proposal($0, "increment", bytes("k"))) }
            for (index, pending) in pending.enumerated() {
                let committed = try await pending.outcome()
                #expect(committed.response == bytes("\(index + 1)"))
                #expect(!committed.isReplay)
            }
            let height = try fixture.store.height()
            #expect(height < 200, "\(height) blocks for 300 transactions: blocks are not filled while one is written")
            try await fixture.close()
        }
    }

    @Test("A proposal that is handed in again gets the same answer, also after a restart, and is not executed again")
    func replay() async throws {
        try await withTemporaryDirectory { directory in
            var fixture = try PeerFixture(directory, network: network)
            let proposal = try fixture.proposal(1, "increment", bytes("k"))
            let first = try await fixture.peer.submit(proposal).outcome()
            let again = try await fixture.peer.submit(proposal).outcome()
            try await fixture.close()
            fixture = try PeerFixture(directory, network: network)
            let later = try await fixture.peer.submit(try fixture.proposal(1, "increment", bytes("k"))).outcome()
            for replay in [again, later] {
                #expect(replay.isReplay)
                #expect(replay.response == first.response)
                #expect(replay.place == first.place)
            }
            let next = try await fixture.peer.submit(try fixture.proposal(2, "increment", bytes("k"))).outcome()
            #expect(next.response == bytes("2"))
            try await fixture.close()
        }
    }

    @Test("A clock that is set back leaves no call on the ledger that is later than the ledger's end")
    func clockSetBack() async throws {
        try await withTemporaryDirectory { directory in
            let step = Mutex(Interval.zero)
            let late = LedgerNetwork.now + .seconds(20)
            let fixture = try PeerFixture(
                directory,
                network: network,
                clock: { LedgerNetwork.now + step.withLock { $0 } }
            )
            _ = try await fixture.peer.submit(try fixture.proposal(1, "increment", bytes("k"), at: late)).outcome()
            step.withLock { $0 = .hours(-1) }
            _ = try await fixture.peer.submit(try fixture.proposal(2, "increment", bytes("k"), at: late)).outcome()
            #expect(try fixture.store.tip().time == late)
            try await fixture.close()
        }
    }

    @Test("Proposals handed in twice at once become one transaction")
    func twice() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try PeerFixture(directory, network: network)
            let proposal = try fixture.proposal(1, "increment", bytes("k"))
            let pending = (0..<20).map { _ in fixture.peer.submit(proposal) }
            for pending in pending { #expect(try await pending.outcome().response == bytes("1")) }
            try await fixture.close()
        }
    }

    @Test("A stale endorsement is recorded as a read conflict")
    func stale() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try PeerFixture(directory, network: network)
            var builder = try ChainBuilder(network, try network.configuration())
            let stale = try builder.endorse(try builder.proposal("increment", bytes("k")), on: WorldState())
            _ = try await fixture.peer.submit(try fixture.proposal(1, "increment", bytes("k"))).outcome()
            let place = Version(block: 2, transaction: 0)
            await #expect(throws: PeerFailure.invalid(.mvccReadConflict, place)) {
                _ = try await fixture.peer.submit(stale).outcome()
            }
            #expect(try fixture.store.block(2)?.transactions.first?.code == 11)
            // What came after it was executed on the state without it.
            let next = try await fixture.peer.submit(try fixture.proposal(2, "increment", bytes("k"))).outcome()
            #expect(next.response == bytes("2"))
            try await fixture.close()
        }
    }

    @Test("What the chaincode refuses leaves nothing behind, and may be asked again")
    func refused() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try PeerFixture(directory, network: network)
            let refused = try fixture.proposal(1, "fail")
            for _ in 0..<2 {
                await #expect(throws: PeerFailure.chaincode(.refused(code: 7, reason: "as asked"))) {
                    _ = try await fixture.peer.submit(refused).outcome()
                }
            }
            #expect(try fixture.store.height() == 1)
            try await fixture.close()
        }
    }

    @Test("Strangers, forgers, other channels and other times are refused", arguments: 0..<4)
    func foreign(kind: Int) async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try PeerFixture(directory, network: network)
            let good = try fixture.proposal(1, "increment", bytes("k"))
            let proposal: SignedProposal =
                switch kind {
                case 0:
                    try fixture.proposal(1, "increment", bytes("k"), by: try network.makeMember("stranger", .client))
                case 1:
                    try SignedProposal(bytes: good.bytes, signature: try network.admin.key.sign(good.bytes))
                case 2:
                    try fixture.proposal(1, "increment", bytes("k"), channel: "other")
                default:
                    try fixture.proposal(1, "increment", bytes("k"), at: LedgerNetwork.now + .seconds(61))
                }
            await #expect(throws: PeerFailure.self) { _ = try await fixture.peer.submit(proposal).outcome() }
            #expect(try await fixture.peer.submit(good).outcome().response == bytes("1"))
            try await fixture.close()
        }
    }

    @Test("A certificate comes into the chain with the first block that names it")
    func certificates() async throws {
        try await withTemporaryDirectory { directory in
            let fixture = try PeerFixture(directory, network: network)
            #expect(try fixture.store.certificate(network.client.fingerprint) == nil)
            _ = try await fixture.peer.submit(try fixture.proposal(1, "increment", bytes("k"))).outcome()
            let client = try fixture.store.certificate(network.client.fingerprint)
            #expect(client == network.client.identity.certificate.der)
            try await fixture.close()
        }
    }
}

struct Fault: Error {}

@Suite("Whatever stops a commit, nothing acknowledged is lost", .timeLimit(.minutes(5)))
struct PeerFaultTests {
    /// The steps that the store takes; at the others there is nothing that could fail.
    private static let steps: [FaultPoint] = [
        .inserted, .committed, .headWritten, .applied, .pagesSealed, .pagesMoved,
    ]

    @Test("A store that fails at any step of a commit", arguments: steps)
    func fault(point: FaultPoint) async throws {
        let network = try LedgerNetwork()
        try await withTemporaryDirectory { directory in
            let isBroken = Mutex(false)
            let faults = Mutex(0)
            var fixture = try PeerFixture(
                directory,
                network: network,
                logLimit: 20_000,
                reached: { reached in
                    guard reached == point, isBroken.withLock({ $0 }) else { return }
                    faults.withLock { $0 += 1 }
                    throw Fault()
                }
            )
            var acknowledged = 0
            for number in 1...20 {
                if number == 10 { isBroken.withLock { $0 = true } }
                if number == 15 { isBroken.withLock { $0 = false } }
                let proposal = try fixture.proposal(number, "put", bytes("k\(number)"), bytes("v"))
                if (try? await fixture.peer.submit(proposal).outcome()) != nil { acknowledged += 1 }
            }
            #expect(acknowledged >= 9)
            #expect(faults.withLock { $0 } > 0, "\(point) was never reached")
            try await fixture.close()
            fixture = try PeerFixture(directory, network: network)
            var replayed = 0
            for number in 1...20 {
                let proposal = try fixture.proposal(number, "put", bytes("k\(number)"), bytes("v"))
                if try await fixture.peer.submit(proposal).outcome().isReplay { replayed += 1 }
            }
            // A block that was durable when the fault came may be there without having been acknowledged.
            #expect(replayed >= acknowledged)
            try await fixture.close()
        }
    }
}

@Suite("A transaction that was altered where it is stored", .timeLimit(.minutes(5)))
struct AlteredTransactionTests {
    @Test("is not answered again as if it were what was answered")
    func replay() async throws {
        let network = try LedgerNetwork()
        try await withTemporaryDirectory { directory in
            var fixture = try PeerFixture(directory, network: network)
            _ = try await fixture.peer.submit(try fixture.proposal(1, "put", bytes("k"), bytes("the value put")))
                .outcome()
            try await fixture.close()
            let path = directory + "/chain.db"
            var file = try Data(contentsOf: URL(filePath: path))
            // The response stands behind everything else of the result.
            let response = try #require(file.range(of: Data(bytes("the value put")), options: .backwards))
            file[response.lowerBound] ^= 1
            try file.write(to: URL(filePath: path))
            fixture = try PeerFixture(directory, network: network)
            let proposal = try fixture.proposal(1, "put", bytes("k"), bytes("the value put"))
            await #expect {
                _ = try await fixture.peer.submit(proposal).outcome()
            } throws: { error in
                "\(error)".contains("has been altered; audit the ledger")
            }
            try await fixture.close()
        }
    }
}
