import Cryptography
import Ledger
import Synchronization

/// The private values of a ledger that is being written; a ledger without private values has no file for them.
final class PrivateValueStore: Sendable {
    private let files: LedgerFiles
    private let opened: Mutex<SealedDatabase?>

    /// Opens what is there.
    init(_ files: LedgerFiles) throws(ChainError) {
        self.files = files
        opened = Mutex(nil)
        guard File.exists(files.privateValues) else { return }
        try SealedDatabase.checkLength(of: files.privateValues)
        try SealedDatabase.checkLog(of: files.privateValues)
        _ = try database()
    }

    /// Keeps values; they are durable when this returns.
    func keep(_ values: [KeptPrivateValue]) throws(ChainError) {
        guard !values.isEmpty else { return }
        try database().write { try PrivateDatabase.insert(values, into: $0) }
    }

    func value(of hash: Digest) throws(ChainError) -> PrivateValue? {
        guard let database = opened.withLock({ $0 }) else { return nil }
        return try database.read { try PrivateDatabase.value(of: hash, in: $0) }
    }

    /// The hashes of the values that a condition holds of.
    func hashes(where condition: (KeptPrivateValue) -> Bool) throws(ChainError) -> [Digest] {
        guard let database = opened.withLock({ $0 }) else { return [] }
        var hashes: [Digest] = []
        try database.read { reading in
            try PrivateDatabase.forEach(in: reading) { kept, hash in
                if condition(kept) { hashes.append(hash) }
            }
        }
        return hashes
    }

    /// Deletes values, from the log too.
    func delete(_ hashes: [Digest]) throws(ChainError) {
        guard !hashes.isEmpty, let database = opened.withLock({ $0 }) else { return }
        try database.write { try PrivateDatabase.delete(hashes, from: $0) }
        try database.checkpoint()
    }

    /// Deletes the values of transactions, from the log too.
    func delete(of transactions: [Digest]) throws(ChainError) {
        guard !transactions.isEmpty, let database = opened.withLock({ $0 }) else { return }
        var deleted = 0
        try database.write { deleted = try PrivateDatabase.delete(of: transactions, from: $0) }
        if deleted > 0 { try database.checkpoint() }
    }

    /// Moves the log when it has grown.
    func maintain(above limit: Int) throws(ChainError) {
        guard let database = opened.withLock({ $0 }), try database.logSize() > limit else { return }
        try database.checkpoint()
    }

    func close() throws(ChainError) {
        try opened.withLock({ $0 })?.close()
    }

    private func database() throws(ChainError) -> SealedDatabase {
        if let database = opened.withLock({ $0 }) { return database }
        let database = try SealedDatabase(files.privateValues, seals: files.privateSeals, durability: .full)
        let path = files.privateValues
        try database.write { writing in
            try PrivateDatabase.createSchema(writing)
            try PrivateDatabase.checkFormat(writing, path: path)
        }
        try database.settle()
        try File.synchronizeDirectory(of: path)
        opened.withLock { $0 = database }
        return database
    }
}
