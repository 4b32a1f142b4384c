import Cryptography
import Ledger
import LedgerStore
import LedgerTestKit
import Peer
import Synchronization
import Testing
import Units

@Suite("A peer that is stopped at any step")
struct PeerCrashTests {
    private struct Stop: Error {}

    /// Callers submit until the peer stops at a step; the files are then as a killed process leaves them. Another peer
    /// goes on: who was answered gets the same answer, who was not asks again, and everything has happened once.
    @Test("Loses nothing that was acknowledged, and does nothing twice", arguments: FaultPoint.allCases, [1, 3])
    func crash(at point: FaultPoint, occurrence: Int) async throws {
        let site = try Site(
            cutting: .init(maximumCount: 8, preferredBytes: 1 << 20, absoluteBytes: 1 << 20, timeout: .zero)
        )
        let counter = Counter()
        let hook: FaultHook = { if $0 == point, counter.next() >= occurrence { throw Stop() } }
        let proposals = try (0..<40).map { _ in try site.proposal("increment", ["n"]) }
        let acknowledged = try await submitUntilStopped(proposals, site: site, hook: hook)
        #expect(counter.next() > occurrence, "the step was not reached")

        let copy = try site.directory.copy(site.path, as: "copy")
        #expect(try LedgerVerification.run(at: copy).map(\.description) == [])
        try await resume(proposals, acknowledged: acknowledged, site: site, at: copy)
    }

    private func submitUntilStopped(
        _ proposals: [SignedProposal],
        site: Site,
        hook: @escaping FaultHook
    ) async throws -> [Digest: Commitment] {
        var storeOptions = LedgerStore.Options()
        storeOptions.logLimit = 60_000
        storeOptions.reached = hook
        let store = try site.open(storeOptions)
        var options = PeerNode.Options()
        options.reached = hook
        let peer = try site.peer(store, options)
        let running = Task { try? await peer.run() }
        let acknowledged = await withTaskGroup(of: Commitment?.self) { group in
            for proposal in proposals {
                group.addTask { try? await peer.submit(proposal, certificate: site.clientCertificate) }
            }
            return await group.reduce(into: [Digest: Commitment]()) { answers, commitment in
                if let commitment { answers[commitment.txid] = commitment }
            }
        }
        await peer.stop()
        await running.value
        return acknowledged
    }

    private func resume(
        _ proposals: [SignedProposal],
        acknowledged: [Digest: Commitment],
        site: Site,
        at copy: String
    ) async throws {
        let store = try site.open(at: copy)
        let peer = try site.peer(store)
        let running = Task { try await peer.run() }
        var responses: Set<Int> = []
        for proposal in proposals {
            let again = try await peer.submit(proposal, certificate: site.clientCertificate)
            #expect(again.code == .valid)
            if let first = acknowledged[again.txid] {
                #expect(again.isReplay && again.place == first.place && again.response == first.response)
            }
            responses.insert(try #require(Int(text(again.response))))
        }
        #expect(responses == Set(1...proposals.count))
        await peer.stop()
        try await running.value
        try store.close()
        let replayed = try replay(LedgerArchive(at: copy))
        #expect(replayed.transactions.count == proposals.count + 1)
        #expect(try LedgerVerification.run(at: copy) == [])
    }

    @Test("After a failure of the ledger everybody hears it, and nothing is taken any more")
    func failStop() async throws {
        let site = try Site()
        var options = LedgerStore.Options()
        options.reached = { if $0 == .inserted { throw ChainError(.full, "no room is left") } }
        let store = try site.open(options)
        let peer = try site.peer(store)
        let running = Task { () -> PeerError? in
            do throws(PeerError) {
                try await peer.run()
                return nil
            } catch {
                return error
            }
        }
        let failure = PeerError.storage(ChainError(.full, "no room is left"))
        await #expect(throws: failure) {
            try await peer.submit(site.proposal("put", ["k", "v"]), certificate: site.clientCertificate)
        }
        #expect(await running.value == failure)
        await #expect(throws: failure) { try await peer.submit(site.proposal("put", ["k", "w"])) }
        #expect(try store.height() == 1)
        try store.close()
        #expect(try LedgerVerification.run(at: site.path) == [])
    }
}

/// Counts from 1.
private final class Counter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}
