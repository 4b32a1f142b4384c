import Cryptography
import Foundation
import Ledger
import LedgerTestKit
import Testing

@testable import LedgerStore

@Suite("What an endorser keeps")
struct ReplicaStoreTests {
    private let directory: TemporaryDirectory
    private let builder: ChainBuilder

    init() throws {
        directory = try TemporaryDirectory()
        let network = try LedgerNetwork()
        var builder = try ChainBuilder(network, try network.configuration())
        for _ in 0..<6 { try builder.appendPuts(20) }
        self.builder = builder
    }

    private func progress(_ block: Int) -> ReplicaProgress {
        let (sealed, encoded) = (builder.blocks[block], builder.configuration.encoded)
        return ReplicaProgress(
            header: sealed.draft.headerBytes,
            frontier: sealed.draft.tip.frontier,
            updates: sealed.draft.updates,
            certificates: sealed.certificates,
            founding: block == 0 ? encoded : nil,
            configuration: block == 0 ? encoded : nil,
            lost: block == 3
                ? LostValues(["x".key: LostValues.Loss(txid: .zero, place: Version(block: 2, transaction: 1))]) : nil
        )
    }

    @Test("It is there again after a crash, block by block or several at once")
    func roundTrip() throws {
        let store = try ReplicaStore(at: directory.path + "/a")
        #expect(try store.load() == nil)
        for block in 0..<4 { try store.keep(progress(block)) }
        var rest = progress(4)
        for block in 5...6 { rest.merge(progress(block)) }
        #expect(rest.blocks == 3)
        try store.keep(rest)
        // As a killed process leaves it.
        try FileManager.default.copyItem(atPath: directory.path + "/a", toPath: directory.path + "/b")
        try store.close()
        for name in ["a", "b"] {
            let again = try ReplicaStore(at: directory.path + "/" + name)
            let record = try #require(try again.load())
            #expect(record.header == builder.blocks[6].draft.headerBytes)
            #expect(record.frontier == builder.tip.frontier)
            #expect(record.configuration == builder.configuration.encoded && record.founding == record.configuration)
            #expect(Set(record.certificates) == Set(builder.blocks.flatMap { $0.certificates.map(\.der) }))
            #expect(record.lost.entries.map(\.loss.place) == [Version(block: 2, transaction: 1)])
            let (from, to) = ("".key, QualifiedKey.end(of: KeyValueChaincode.name))
            #expect(try record.state.values(from: from, to: to) == builder.state.values(from: from, to: to))
            try again.close()
        }
    }

    @Test("A second process, an altered byte and another program's file are refused, each with a sentence")
    func refused() throws {
        let store = try ReplicaStore(at: directory.path)
        try store.keep(progress(0))
        let locked = #expect(throws: ChainError.self) { try ReplicaStore(at: directory.path) }
        #expect(
            try #require(locked).message.contains("the endorser's directory \(directory.path) is in use by process")
        )
        try store.close()
        let path = directory.path + "/replica.db"
        let good = try File(path, .reading).readAll()
        var bytes = good
        bytes[bytes.count / 2] ^= 1
        try File(path, .replacing).write(bytes, at: 0)
        let damaged = #expect(throws: ChainError.self) { try ReplicaStore(at: directory.path) }
        #expect(try #require(damaged).message.contains(/replica.db page \d+: has been altered; restore the directory/))
        try File(path, .replacing).write(good, at: 0)
        #expect(try ReplicaStore(at: directory.path).load()?.header == progress(0).header)
    }
}

extension String {
    fileprivate var key: QualifiedKey { QualifiedKey(StateKey(self), in: KeyValueChaincode.name) }
}
