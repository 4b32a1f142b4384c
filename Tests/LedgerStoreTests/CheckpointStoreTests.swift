import Cryptography
import Foundation
import GRDB
import Ledger
import LedgerTestKit
import Testing
import Transparency

@testable import LedgerStore

@Suite("A ledger's checkpoints on disk")
struct CheckpointStoreTests {
    private let directory: LedgerTestKit.TemporaryDirectory
    private let path: String
    private let signer: NoteSigner
    private var builder: ChainBuilder

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.path + "/ledger"
        let network = try LedgerNetwork()
        builder = try ChainBuilder(network, network.configuration())
        signer = try NoteSigner(name: "test/log", kind: .log, key: CheckpointSigningKey.generate())
    }

    private func sign(_ store: LedgerStore) throws -> SignedCheckpoint? {
        try store.makeCheckpoint(origin: "test/log", signer: signer)
    }

    @Test("They are kept with their cosignatures, never changed, and found again by an archive")
    mutating func kept() throws {
        let store = try LedgerStore.create(at: path, genesis: builder.blocks[0])
        let first = try #require(try sign(store))
        #expect(try sign(store) == nil)
        try store.take(builder.appendPuts(600))
        let second = try #require(try sign(store))
        let witness = try NoteSigner(name: "w", kind: .witness, key: CheckpointSigningKey.generate())
        let signature = try witness.sign(second.note.text, time: 1)
        try store.append(signature, size: 601)
        try store.append(signature, size: 601)
        #expect(throws: ChainError.self) { try store.append(signature, size: 600) }
        for sql in ["UPDATE checkpoint SET size = 5", "DELETE FROM checkpoint", "DELETE FROM cosignature"] {
            #expect(throws: ChainError.self) { try store.chain.write { try $0.execute(sql: sql) } }
        }
        try store.close()
        let archive = try LedgerArchive(at: path)
        #expect(try archive.checkpoint(after: -1) == first && archive.checkpoint(after: 601) == nil)
        var cosigned = second
        cosigned.add(signature)
        #expect(try archive.newestCheckpoint() == cosigned)
        #expect(try LedgerVerification.run(at: path) == [])
        #expect(try File(path + "/checkpoint", .reading).readAll() == second.encoded)
    }

    @Test("The tree that the tables keep is the tree of all leaves, and so are the proofs from it")
    mutating func tree() throws {
        let store = try LedgerStore.create(at: path, genesis: builder.blocks[0])
        for count in [200, 300, 270] { try store.take(builder.appendPuts(count)) }
        let leaves = builder.blocks.flatMap(\.draft.leaves)
        #expect(try store.treeSize() == leaves.count)
        for size in [0, 1, 255, 256, 257, 512, 700, leaves.count] {
            let root = MerkleTree.root(of: Array(leaves.prefix(size)))
            #expect(try store.root(size: size) == root)
            guard size > 0 else { continue }
            let proof = try store.inclusionProof(index: size / 2, size: size)
            #expect(proof.root(of: leaves[size / 2]) == root)
            let continued = try store.consistencyProof(from: size, to: leaves.count)
            #expect(continued.verifies(root, isContinuedBy: builder.tip.frontier.root))
        }
        try store.close()
        let archive = try LedgerArchive(at: path)
        #expect(try archive.leaves(255..<300).map(\.hash) == Array(leaves[255..<300]))
    }

    @Test("An older ledger put back is refused by the checkpoint beside it, even with the head that belongs to it")
    mutating func rolledBack() throws {
        let store = try LedgerStore.create(at: path, genesis: builder.blocks[0])
        _ = try sign(store)
        try store.close()
        let early = try Snapshot(path)
        let again = try LedgerStore(at: path)
        try again.take(builder.appendPuts(10))
        let newest = try #require(try sign(again))
        try again.close()
        var rolledBack = early
        rolledBack.files["checkpoint"] = newest.encoded
        try rolledBack.write(to: path)
        let error = try #require(throws: ChainError.self) { try LedgerStore(at: path) }
        #expect(error.kind == .rolledBack && error.message.contains("has 1 transactions, but"))
        let found = try LedgerVerification.run(at: path).map(\.description)
        #expect(found == ["checkpoint: was signed at 11 transactions, the chain has 1"])
    }

    @Test("A ledger that is not the one that was signed is refused as a fork")
    mutating func forked() throws {
        var other = builder
        let store = try LedgerStore.create(at: path, genesis: builder.blocks[0])
        try store.take(builder.appendPuts(10))
        let signed = try #require(try sign(store))
        try store.close()
        let elsewhere = directory.path + "/other"
        let fork = try LedgerStore.create(at: elsewhere, genesis: other.blocks[0])
        try fork.take(other.appendPuts(12, valueSize: 5))
        try fork.close()
        try File(elsewhere + "/checkpoint", .replacing).write(signed.encoded, at: 0)
        let error = try #require(throws: ChainError.self) { try LedgerStore(at: elsewhere) }
        #expect(error.kind == .forked && error.message.contains("this is not the ledger that was signed"))
        #expect(try LedgerVerification.run(at: elsewhere).map(\.file) == ["checkpoint"])
    }

    @Test("The second file is made again after a crash between the two, and missed when it is taken away")
    mutating func secondFile() throws {
        let store = try LedgerStore.create(at: path, genesis: builder.blocks[0])
        let first = try #require(try sign(store))
        try store.take(builder.appendPuts(3))
        let second = try #require(try sign(store))
        try store.close()
        var files = try Snapshot(path)
        files.files["checkpoint"] = first.encoded
        try files.write(to: path)
        try LedgerStore(at: path).close()
        #expect(try File(path + "/checkpoint", .reading).readAll() == second.encoded)
        files.files["checkpoint"] = nil
        try files.write(to: path)
        #expect(try #require(throws: ChainError.self) { try LedgerStore(at: path) }.message.contains("is missing"))
        #expect(try LedgerVerification.run(at: path).map(\.description) == ["checkpoint: is missing"])
        // The last character of the signature: one in sixteen ends with an A.
        let altered: UInt8 = second.encoded.dropLast(2).last == 65 ? 81 : 65
        files.files["checkpoint"] = second.encoded.dropLast(3) + [altered, 61, 10]
        try files.write(to: path)
        #expect(try #require(throws: ChainError.self) { try LedgerStore(at: path) }.kind == .damaged)
    }

    @Test("Checkpoints kept while blocks are written and logs are moved leave every page sealed")
    mutating func beside() async throws {
        var options = LedgerStore.Options()
        options.logLimit = 1
        let store = try LedgerStore.create(at: path, genesis: builder.blocks[0], options: options)
        for _ in 0..<120 { try builder.appendPuts(2) }
        let (blocks, signer) = (builder.blocks.dropFirst(), signer)
        // On a busy machine all could be written before the first is signed: the second half waits for that.
        let (signed, made) = AsyncStream.makeStream(of: Void.self)
        async let writing: Void = Task.detached {
            for block in blocks.prefix(60) { try store.take(block) }
            for await _ in signed { break }
            for block in blocks.dropFirst(60) { try store.take(block) }
        }.value
        async let signing: Void = Task.detached {
            while try store.height() < blocks.count {
                if try store.makeCheckpoint(origin: "test/log", signer: signer) != nil { made.yield() }
                await Task.yield()
            }
        }.value
        try await writing
        try await signing
        try store.close()
        #expect(try LedgerVerification.run(at: path) == [])
        let again = try LedgerStore(at: path)
        #expect(try again.tip() == builder.tip)
        try again.close()
    }

    @Test("Any bit of the second file that is changed is found")
    mutating func flipped() throws {
        let store = try LedgerStore.create(at: path, genesis: builder.blocks[0])
        try store.take(builder.appendPuts(3))
        let signed = try #require(try sign(store))
        try store.close()
        for index in signed.encoded.indices {
            var bytes = signed.encoded
            bytes[index] ^= 1 << UInt8(index & 7)
            try File(path + "/checkpoint", .replacing).write(bytes, at: 0)
            #expect(try LedgerVerification.run(at: path).map(\.file) == ["checkpoint"], "byte \(index)")
        }
    }

    @Test("Nothing is signed that is older than the newest checkpoint, contradicts it, or is another log's")
    mutating func refusedToSign() throws {
        let store = try LedgerStore.create(at: path, genesis: builder.blocks[0])
        try store.take(builder.appendPuts(4))
        _ = try sign(store)
        #expect { try store.makeCheckpoint(origin: "test/log", signer: signer, size: 2) } throws: {
            "\($0)".contains("an older ledger has been put back")
        }
        #expect { try store.makeCheckpoint(origin: "other/log", signer: signer) } throws: {
            "\($0)".contains("'test/log'") && "\($0)".contains("'other/log'")
        }
        try store.take(builder.appendPuts(1))
        let lie = Checkpoint(origin: "test/log", size: 6, root: .zero)
        try store.append(SignedCheckpoint(lie, signedBy: signer))
        try store.take(builder.appendPuts(1))
        #expect { try sign(store) } throws: { "\($0)".contains("the ledger has been rewritten") }
    }

    @Test("A ledger from before there were checkpoints gets their tables when it is opened to be written")
    mutating func older() throws {
        let store = try LedgerStore.create(at: path, genesis: builder.blocks[0])
        try store.chain.write { try $0.execute(sql: "DROP TABLE checkpoint; DROP TABLE cosignature") }
        try store.close()
        #expect(try LedgerArchive(at: path).newestCheckpoint() == nil)
        let again = try LedgerStore(at: path)
        #expect(try sign(again) != nil)
        try again.close()
        #expect(try LedgerVerification.run(at: path) == [])
    }
}
