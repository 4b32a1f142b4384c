import Cryptography
import Glibc
import Ledger
import LedgerTestKit
import Testing
import Transparency

@testable import LedgerStore

@Suite("A ledger that begins from a snapshot")
struct SnapshotStoreTests {
    private let directory: TemporaryDirectory
    private var builder: ChainBuilder
    private let whole: LedgerStore

    init() throws {
        directory = try TemporaryDirectory()
        let network = try LedgerNetwork()
        builder = try ChainBuilder(network, network.configuration())
        whole = try LedgerStore.create(at: directory.path + "/whole", genesis: builder.blocks[0])
        for count in [5, 400, 30, 160] { try whole.take(builder.appendPuts(count)) }
    }

    private var path: String { directory.path + "/begun" }

    private func snapshot(_ block: Int? = nil) throws -> [UInt8] {
        try LedgerSnapshot(of: MemoryChain(builder.blocks), at: block).encoded
    }

    @Test(
        "Goes on as the whole ledger does: the same tips, states, taken identifiers and proofs",
        arguments: [0, 2, 4]
    )
    mutating func goesOn(block: Int) throws {
        let bytes = try snapshot(block)
        let begun = try LedgerStore.restore(at: path, from: bytes)
        for sealed in builder.blocks.dropFirst(block + 1) { try begun.take(sealed) }
        for count in [1, 300] {
            let sealed = try builder.appendPuts(count)
            for store in [whole, begun] { try store.take(sealed) }
        }
        #expect(try begun.tip() == builder.tip && whole.tip() == builder.tip)
        try begun.expectState(builder.state)
        for transaction in builder.blocks.flatMap(\.draft.transactions) {
            #expect(try begun.isClaimed(transaction.envelope.txid))
        }
        #expect(try !begun.isClaimed(.zero))
        var listed: Set<Digest> = []
        try begun.forEachIdentifier { listed.insert($0) }
        #expect(listed.count == builder.tip.frontier.size)
        try begun.close()
        let again = try LedgerStore(at: path)
        #expect(try again.tip() == builder.tip)
        #expect(again.mended == nil)
        try again.close()
        #expect(try LedgerVerification.run(at: path) == [])
        let archive = try LedgerArchive(at: path)
        #expect(try archive.origin()?.block == block && archive.origin()?.hash == LedgerSnapshot.hash(of: bytes))
        #expect(try archive.snapshot()?.encoded == bytes)
        try compareProofs(archive, from: builder.blocks[block].draft.tip.frontier.size)
    }

    /// What can be proved of the leaves behind the snapshot is what the whole ledger proves.
    private func compareProofs(_ begun: LedgerArchive, from first: Int) throws {
        let size = builder.tip.frontier.size
        #expect(try begun.treeSize() == size)
        for earlier in [first, first + 1, size - 1] {
            #expect(try begun.root(size: earlier) == whole.root(size: earlier))
            let proof = try begun.consistencyProof(from: earlier, to: size)
            #expect(try proof == whole.consistencyProof(from: earlier, to: size))
        }
        for leaf in [first, size - 1] {
            #expect(try begun.inclusionProof(index: leaf, size: size) == whole.inclusionProof(index: leaf, size: size))
        }
    }

    @Test("Has the private values in force before it is a ledger: one that could not keep them is begun again")
    mutating func values() throws {
        let value = PrivateValue(bytes("the limit"), salt: .sha256([1]))
        let superseded = PrivateValue(bytes("the old limit"), salt: .sha256([2]))
        let configuration = try builder.network.configuration(hasPrivateValues: true)
        var builder = try ChainBuilder(builder.network, configuration)
        for said in [superseded, value] {
            let proposal = try builder.proposal("put", bytes("limit"), said.hash.bytes)
            try builder.append([builder.endorse(proposal, on: builder.state)])
        }
        let encoded = try LedgerSnapshot(of: MemoryChain(builder.blocks), at: nil).encoded
        let txid = builder.blocks[2].draft.transactions[0].envelope.txid
        let kept = [value, superseded].map { KeptPrivateValue($0, of: "b01", in: txid) }
        // A device that fails where the values are kept.
        let obstacle = path + "/private.db"
        try File.createDirectory(path)
        try File.createDirectory(obstacle)
        #expect(throws: ChainError.self) { try LedgerStore.restore(at: path, from: encoded, values: kept) }
        #expect(!LedgerStore.exists(at: path), "a ledger without the values that its next call needs")
        #expect(unsafe rmdir(obstacle) == 0)
        let begun = try LedgerStore.restore(at: path, from: encoded, values: kept)
        #expect(try begun.privateValue(of: value.hash) == value)
        #expect(try begun.privateValue(of: superseded.hash) == nil)
        #expect(try begun.privateValuesInForce() == (1, 0))
        try begun.close()
        #expect(try LedgerVerification.run(at: path) == [])
    }

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test("Says of what came before that it is not here, and who has it")
    func before() throws {
        let begun = try LedgerStore.restore(at: path, from: snapshot())
        let missing = try #require(throws: ChainError.self) { try begun.block(2) }
        #expect(missing.kind == .unsuitable)
        #expect(missing.message.contains("block 2 is not here: this ledger began from a snapshot of block 4"))
        let leaf = try #require(throws: ChainError.self) { try begun.hashes(level: 0, 3..<4) }
        #expect(leaf.kind == .unsuitable && leaf.message.contains("a snapshot of 596 transactions"))
        #expect(try begun.block(4) == MemoryChain(builder.blocks).blocks[4])
        #expect(try begun.block(5) == nil)
        try begun.close()
    }

    @Test("Makes its state anew from the snapshot and the blocks after it, also when it was altered")
    mutating func rebuild() throws {
        let begun = try LedgerStore.restore(at: path, from: snapshot(2))
        for sealed in builder.blocks.dropFirst(3) { try begun.take(sealed) }
        try begun.close()
        #expect(try LedgerRebuild.run(at: path) == 5)
        try File.remove(path + "/state.db")
        let again = try LedgerStore(at: path)
        try again.expectState(builder.state)
        try again.close()
    }

    @Test("A restoring that was interrupted can be begun again; one over a ledger is refused")
    func interrupted() throws {
        try LedgerStore.restore(at: path, from: snapshot()).close()
        #expect(throws: ChainError.self) { try LedgerStore.restore(at: path, from: snapshot(2)) }
        try File.remove(path + "/head")
        let begun = try LedgerStore.restore(at: path, from: snapshot(2))
        #expect(try begun.height() == 3)
        try begun.close()
    }

    @Test("Can be taken a snapshot of, which is the one of the whole ledger")
    func again() throws {
        let begun = try LedgerStore.restore(at: path, from: snapshot(1))
        for sealed in builder.blocks.dropFirst(2) { try begun.take(sealed) }
        try begun.close()
        let archive = try LedgerArchive(at: path)
        let later = try LedgerSnapshot(of: archive, after: archive.snapshot())
        #expect(try later.encoded == snapshot())
    }
}
