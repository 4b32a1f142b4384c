import Cryptography
import Ledger
import LedgerStore
import LedgerTestKit
import Peer
import PeerTestKit
import Synchronization
import Testing
import Transparency
import Units

@Suite("Checkpoints beside the writing of blocks")
struct CheckpointMakerTests {
    /// Keeps what is published.
    private final class Shelf: CheckpointPublisher {
        let taken = Mutex<[(size: Int, height: Int)]>([])
        let refusals = Mutex<[CheckpointRefusedError]>([])
        private let (stream, continuation) = AsyncStream.makeStream(of: Void.self)

        private let ticks = Mutex<Int64>(0)

        /// A clock that goes on by a millisecond whenever it is looked at.
        func tick() -> Instant {
            ticks.withLock { ticks in
                ticks += 1
                return LedgerNetwork.now + .milliseconds(ticks)
            }
        }

        func publish(_ checkpoint: SignedCheckpoint, height: Int) {
            taken.withLock { $0.append((checkpoint.checkpoint.size, height)) }
            continuation.yield()
        }

        func next() async {
            for await _ in stream { return }
        }
    }

    private let directory: LedgerTestKit.TemporaryDirectory
    private let store: LedgerStore
    private var builder: ChainBuilder
    private let signer: NoteSigner
    private let shelf = Shelf()

    init() throws {
        directory = try TemporaryDirectory()
        let network = try LedgerNetwork()
        builder = try ChainBuilder(network, network.configuration())
        store = try LedgerStore.create(at: directory.path + "/ledger", genesis: builder.blocks[0])
        signer = try NoteSigner(name: "test/log", kind: .log, key: CheckpointSigningKey.generate())
    }

    private func maker(blocks: Int, interval: Interval) throws -> CheckpointMaker<LedgerStore> {
        let terms = CheckpointTerms(origin: "test/log", logKey: "unused", blocks: blocks, interval: interval)
        return try CheckpointMaker(
            storage: store,
            terms: terms,
            signer: signer,
            clock: { [shelf] in shelf.tick() },
            publisher: shelf,
            refused: { [shelf] error in shelf.refusals.withLock { $0.append(error) } }
        )
    }

    private mutating func commit(_ maker: CheckpointMaker<LedgerStore>, _ count: Int = 2) throws {
        let block = try builder.appendPuts(count)
        try store.append(block)
        try store.apply(block.draft)
        maker.committed(block.draft.tip)
    }

    @Test("One is made and published after so many blocks, and one of the rest when the ledger stops")
    mutating func rhythm() async throws {
        let maker = try maker(blocks: 3, interval: .hours(1))
        for _ in 0..<7 { try commit(maker) }
        await maker.flush()
        await maker.flush()
        let taken = shelf.taken.withLock { $0 }
        #expect(taken.map(\.size) == [7, 13, 15] && taken.map(\.height) == [4, 7, 8])
        #expect(try store.newestCheckpoint()?.checkpoint.root == builder.tip.frontier.root)
        #expect(try store.newestCheckpoint()?.note.verdict(of: signer.verifierKey) == .valid(time: nil))
    }

    @Test("One is made of what a crash left without, after the interval and without another block")
    func afterCrash() async throws {
        let maker = try maker(blocks: 100, interval: .milliseconds(1))
        await shelf.next()
        #expect(shelf.taken.withLock { $0.map(\.size) } == [1])
        await maker.flush()
    }

    @Test("A ledger that contradicts its newest checkpoint is told about, and nothing is signed")
    mutating func refused() async throws {
        let lie = Checkpoint(origin: "test/log", size: 1, root: .zero)
        try store.append(SignedCheckpoint(lie, signedBy: signer))
        let maker = try maker(blocks: 1, interval: .hours(1))
        try commit(maker)
        await maker.flush()
        #expect(shelf.taken.withLock { $0.isEmpty })
        let refusals = shelf.refusals.withLock { $0 }
        #expect(refusals.allSatisfy { "\($0)".contains("has been rewritten") } && !refusals.isEmpty)
    }
}
