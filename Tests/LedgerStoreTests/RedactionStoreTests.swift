import Cryptography
import Foundation
import GRDB
import Ledger
import LedgerTestKit
import Testing
import Transparency

@testable import LedgerStore

@Suite("Content dropped from a ledger")
struct RedactionStoreTests {
    private static let secret = Array("what b01 did on Sunday evening".utf8)

    private let directory: TemporaryDirectory
    private let network: LedgerNetwork
    private var builder: ChainBuilder
    private var path: String { directory.path + "/ledger" }

    init() throws {
        directory = try TemporaryDirectory()
        network = try LedgerNetwork()
        builder = try ChainBuilder(network, network.configuration())
    }

    /// A ledger with a secret that later transactions have overwritten, and its redaction.
    private mutating func ledger() throws -> (store: LedgerStore, place: Version, redaction: Envelope) {
        let store = try LedgerStore.create(at: path, genesis: builder.blocks[0])
        try store.take(builder.appendPuts(3))
        let place = Version(block: builder.tip.height, transaction: 0)
        let secret = try builder.endorse(builder.proposal("put", Array("s".utf8), Self.secret), on: builder.state)
        try store.take(builder.append([secret]))
        let redaction = try network.redaction(
            Redaction(of: secret, at: place),
            on: "test",
            endorsedBy: [network.admin, network.utilityAdmin]
        )
        return (store, place, redaction)
    }

    private mutating func overwrite(_ store: LedgerStore) throws {
        let later = try builder.endorse(builder.proposal("put", Array("s".utf8), [1]), on: builder.state)
        try store.take(builder.append([later]))
    }

    private func contains(_ bytes: [UInt8]) throws -> [String] {
        let files = try Snapshot(path).files
        return files.filter { Data($0.value).range(of: Data(bytes)) != nil }.keys.sorted()
    }

    @Test("leaves no trace of it in any file, and everything else as it was: tree, proofs, state, seals")
    mutating func dropped() throws {
        let (store, place, redaction) = try ledger()
        try overwrite(store)
        try store.take(builder.append([redaction]))
        let before = try store.tip()
        #expect(try store.applyRedactions() == [redaction.txid])
        #expect(try store.applyRedactions() == [])
        try store.close()
        #expect(try contains(Self.secret) == [])
        #expect(try LedgerVerification.run(at: path) == [])
        try expectProof(of: place, in: before)
        // The state is made again from what is left.
        #expect(try LedgerRebuild.run(at: path) == before.height)
        let again = try LedgerStore(at: path)
        try again.expectState(builder.state)
        try again.take(builder.appendPuts(2))
        try again.close()
        #expect(try LedgerVerification.run(at: path) == [])
    }

    /// Expects what is left of a transaction to have its leaf, and the leaf its proof.
    private func expectProof(of place: Version, in tip: ChainTip) throws {
        let archive = try LedgerArchive(at: path)
        #expect(try archive.tip() == tip)
        let block = try #require(try archive.block(place.block))
        let remains = try #require(try block.replayedTransaction(0).remains)
        #expect(remains.writes.map(\.key) == ["s"])
        let number = block.transactions[0].number
        let leaf = try #require(try archive.leaves(number..<(number + 1)).first)
        let proof = try archive.inclusionProof(index: number, size: try archive.treeSize())
        #expect(proof.root(of: leaf.hash) == tip.frontier.root)
    }

    @Test("is not dropped by anything else: not without a redaction, not to anything else, not in other columns")
    mutating func triggers() throws {
        let (store, place, redaction) = try ledger()
        try overwrite(store)
        try store.take(builder.append([redaction]))
        let number = try #require(try store.block(place.block)).transactions[0].number
        let other = try #require(try store.block(1)).transactions[0].number
        func refuses(_ sql: String) {
            #expect(throws: ChainError.self, "\(sql)") { try store.chain.write { try $0.execute(sql: sql) } }
        }
        refuses("UPDATE tx SET envelope = x'00' WHERE number = \(number)")
        try store.applyRedactions()
        refuses("UPDATE tx SET envelope = x'00' WHERE number = \(number)")
        refuses("UPDATE tx SET envelope = x'00' WHERE number = \(other)")
        refuses("UPDATE tx SET leaf = zeroblob(32) WHERE number = \(number)")
        refuses("DELETE FROM tx WHERE number = \(number)")
        refuses("DELETE FROM redaction")
        refuses("UPDATE redaction SET remains = x'00'")
        try store.close()
    }

    @Test("stays while its value is in force, and while the redaction is not valid")
    mutating func inForce() throws {
        let (store, place, redaction) = try ledger()
        let sealed = try builder.append([redaction])
        #expect(sealed.draft.transactions[0].code == .mvccReadConflict)
        try store.take(sealed)
        #expect(try store.applyRedactions() == [])
        #expect(throws: ChainError.self) {
            try store.chain.write { _ = try ChainDatabase.redact(by: redaction.txid, in: $0) }
        }
        #expect(try store.block(place.block)?.replayedTransaction(0).whole != nil)
        try store.close()
    }

    @Test("stays where the redaction says something else of the transaction than it is")
    mutating func foreign() throws {
        let (store, place, _) = try ledger()
        try overwrite(store)
        let target = try #require(try store.block(place.block)).validatedTransaction(0).envelope
        let other = Envelope(target.signedProposal, result: target.result, endorsements: [])
        let redaction = try network.redaction(Redaction(of: other, at: place), on: "test", endorsedBy: [network.admin])
        try store.take(builder.append([redaction]))
        let error = #expect(throws: ChainError.self) { try store.applyRedactions() }
        #expect(error?.message.contains("says something else of the transaction than it is") == true)
        try store.close()
        #expect(try contains(Self.secret).contains("chain.db"))
    }
}
