import Cryptography
import Foundation
import GRDB
import Ledger
import Testing

@testable import LedgerStore

@Suite("Transactions by their identifiers")
struct IdentifierTests {
    private static let count = 2 * ChainDatabase.segmentSize + 10

    private static func identifier(_ number: Int) -> Digest { .sha256(Array("transaction \(number)".utf8)) }

    /// A chain of some segments; every hundredth transaction leaves its identifier free.
    private func chain() throws -> DatabaseQueue {
        let queue = try DatabaseQueue()
        try queue.write { database in
            try ChainDatabase.createSchema(database)
            for number in 0..<Self.count {
                let header = BlockHeader(
                    number: number,
                    previousHash: .zero,
                    firstLeaf: number,
                    count: 1,
                    dataRoot: .zero,
                    ledgerRoot: .zero,
                    commitHash: .initial,
                    time: ChainTip.origin.time,
                    configurationBlock: 0
                )
                let code: ValidationCode = number % 100 == 99 ? .badCreatorSignature : .valid
                let stored = StoredTransaction(
                    number: number,
                    txid: Self.identifier(number),
                    code: Int(code.rawValue),
                    leaf: .zero,
                    envelope: [1, 2, 3]
                )
                try ChainDatabase.insert(header, [], seal: [], into: database)
                try ChainDatabase.insert(stored, of: header, into: database)
            }
        }
        return queue
    }

    @Test("are found in every segment of the index, where they claim their identifier")
    func segments() throws {
        let size = ChainDatabase.segmentSize
        try chain().read { database in
            for number in [0, 1, size - 1, size, 2 * size - 1, 2 * size, Self.count - 1] {
                let found = try #require(try ChainDatabase.transaction(Self.identifier(number), in: database))
                #expect(found.stored.number == number)
                #expect(found.place == Version(block: number, transaction: 0))
                #expect(try ChainDatabase.isClaimed(Self.identifier(number), in: database))
            }
            for number in [99, Self.count, Self.count + 1] {
                #expect(try ChainDatabase.transaction(Self.identifier(number), in: database) == nil)
                #expect(try !ChainDatabase.isClaimed(Self.identifier(number), in: database))
            }
            var claimed = 0
            try ChainDatabase.forEachIdentifier(in: database) { _ in claimed += 1 }
            #expect(claimed == Self.count - Self.count / 100)
        }
    }

    @Test("are found without reading what the index has not named, also where it is in one piece as it once was")
    func plan() throws {
        let queue = try chain()
        for columns in ["<expr>=? AND txid=?", "txid=?"] {
            try queue.write { database in
                let plan = try ChainDatabase.planOfClaim(database)
                #expect(plan.contains { $0.contains("USING INDEX tx_txid (\(columns))") }, "\(plan)")
                #expect(!plan.contains { $0.hasPrefix("SCAN tx") }, "\(plan)")
                let last = Self.identifier(Self.count - 1)
                #expect(try ChainDatabase.transaction(last, in: database)?.stored.number == Self.count - 1)
                try database.execute(
                    sql: """
                        DROP INDEX tx_txid;
                        CREATE UNIQUE INDEX tx_txid ON tx (txid) WHERE \(ChainDatabase.claimsIdentifier);
                        """
                )
            }
        }
    }

    /// An auditor looks into files that somebody else has written.
    @Test("are looked for and not found in a file that names one beyond all others, and not for ever")
    func gaps() throws {
        let queue = try DatabaseQueue()
        try queue.write { database in
            try ChainDatabase.createSchema(database)
            for number in [0, 1, Int.max] {
                try database.execute(
                    sql: "INSERT INTO tx VALUES (?, 0, ?, 0, ?, x'00')",
                    arguments: [number, Data(Self.identifier(number).bytes), Data(Digest.zero.bytes)]
                )
            }
            #expect(try ChainDatabase.isClaimed(Self.identifier(.max), in: database))
            #expect(try !ChainDatabase.isClaimed(Self.identifier(2), in: database))
        }
    }

    @Test("of no chain yet are none")
    func empty() throws {
        let queue = try DatabaseQueue()
        try queue.write { database in
            try ChainDatabase.createSchema(database)
            #expect(try ChainDatabase.transaction(.zero, in: database) == nil)
            #expect(try !ChainDatabase.isClaimed(.zero, in: database))
        }
    }
}

extension ChainDatabase {
    /// How SQLite looks for an identifier.
    fileprivate static func planOfClaim(_ database: Database) throws -> [String] {
        let rows = try Row.fetchAll(
            database,
            sql: "EXPLAIN QUERY PLAN \(selectClaim("number"))",
            arguments: [Digest.zero.hex]
        )
        return rows.map { $0["detail"] }
    }
}
