import Ledger
import LedgerTestKit
import Testing

@testable import LedgerStore

@Suite("Pages compared with their seals a window at a time")
struct PageWindowTests {
    private let directory: TemporaryDirectory
    private let files: LedgerFiles

    /// A ledger of some hundred pages.
    init() throws {
        directory = try TemporaryDirectory()
        files = LedgerFiles(directory: directory.path + "/ledger")
        let network = try LedgerNetwork()
        var builder = try ChainBuilder(network, network.configuration())
        let store = try LedgerStore.create(at: files.directory, genesis: builder.blocks[0])
        for _ in 0..<5 { try store.take(builder.appendPuts(250, valueSize: 900)) }
        try store.close()
    }

    private func findings(windowSize: Int) throws -> [IntegrityFinding] {
        var pages = PageVerification(
            database: "chain.db",
            seals: "chain.pages",
            in: files,
            windowSize: windowSize
        )
        return try pages.run()
    }

    @Test("Finds what one reading of all seals finds, in whatever window it lies", arguments: [3, 256, 257, 300, 511])
    func windows(page: Int) throws {
        let file = try File(files.chain, .writing)
        #expect(try file.size() / PageSealLog.pageSize > 512)
        #expect(try findings(windowSize: 256).isEmpty)
        let place = (page - 1) * PageSealLog.pageSize + 70
        try file.write([try file.read(1, at: place)[0] ^ 1], at: place)
        let found = try findings(windowSize: 256)
        #expect(found.map(\.place) == ["page \(page)"])
        #expect(try findings(windowSize: 16_384) == found)
    }

    @Test(
        "Seals are written anew a window at a time, in records of a bounded size, and say the same",
        arguments: [64, 1 << 18]
    )
    func compacted(windowSize: Int) throws {
        let file = try File(files.chainSeals, .reading)
        let seals = PageSeals(try file.readAll())
        let replacement = try File(directory.path + "/again", .replacing)
        let fresh = try PageSeals.compact(file, into: replacement, windowSize: windowSize)
        let again = PageSeals(try replacement.readAll())
        #expect(again.digests == seals.digests && again.databasePages == seals.databasePages)
        #expect(again.end == .clean && !again.isOpen && again.size == fresh.size && again.entries == fresh.entries)
        #expect(fresh.digests.isEmpty)
    }
}
