import Dispatch
import Ledger
import LedgerTestKit
import Synchronization
import Testing

@testable import LedgerStore

@Suite("Blocks that come while the housekeeping is done", .timeLimit(.minutes(4)))
struct BesideHousekeepingTests {
    private final class Flag: Sendable {
        private let value = Atomic(false)

        var isSet: Bool { value.load(ordering: .acquiring) }

        func set() { value.store(true, ordering: .releasing) }
    }

    /// Does something on a thread of its own, as a peer's writer and its housekeeping do.
    private func onThread(_ name: String, _ body: @escaping @Sendable () throws -> Void) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            DispatchQueue(label: name).async { continuation.resume(with: Result(catching: body)) }
        }
    }

    @Test("are all there: each page has its seal, the state every update, and whoever reads a range sees the newest")
    func beside() async throws {
        let directory = try TemporaryDirectory()
        let network = try LedgerNetwork()
        var builder = try ChainBuilder(network, network.configuration())
        let genesis = builder.blocks[0]
        let sealed = try (0..<40).map { _ in try builder.appendPuts(6, valueSize: 200) }
        var options = LedgerStore.Options()
        options.logLimit = 1
        options.stateBlocks = 2
        let path = directory.path + "/ledger"
        let store = try LedgerStore.create(at: path, genesis: genesis, options: options)
        let done = Flag()
        async let housekeeping: Void = onThread("housekeeping") { while !done.isSet { try store.maintain() } }
        async let writing: Void = onThread("writing") {
            defer { done.set() }
            let (from, to) = (
                QualifiedKey("", in: KeyValueChaincode.name), QualifiedKey.end(of: KeyValueChaincode.name)
            )
            for block in sealed {
                try store.append(block)
                try store.apply(block.draft)
                let newest = try store.values(from: from, to: to).map(\.value.version.block).max()
                #expect(newest == block.draft.header.number)
            }
        }
        try await writing
        try await housekeeping
        try store.expectState(builder.state)
        try store.close()
        #expect(try LedgerVerification.run(at: path) == [])
        let again = try LedgerStore(at: path)
        #expect(try again.tip() == builder.tip && again.mended == nil)
        try again.expectState(builder.state)
        try again.close()
    }
}
