public import Cryptography
public import Ledger

extension LedgerStore {
    /// Creates a ledger that begins behind a snapshot.
    ///
    /// - Parameters:
    ///   - directory: The ledger's directory, which is created.
    ///   - encoded: The file of the snapshot.
    ///   - values: Private values; those are kept of which the snapshot has the hashes in force.
    ///   - options: How the ledger is opened.
    /// - Throws: `SnapshotError`; `ChainError` of kind `unsuitable`, if a ledger is there already.
    public static func restore(
        at directory: String,
        from encoded: [UInt8],
        values: [KeptPrivateValue] = [],
        options: Options = Options()
    ) throws -> LedgerStore {
        let snapshot = try LedgerSnapshot(encoded: encoded)
        guard let hash = LedgerSnapshot.hash(of: encoded) else { throw SnapshotError.foreign }
        let needed = Set(try PrivateReader(of: snapshot, values: nil).valuesInForce(in: snapshot.state).map(\.hash))
        let inForce = values.filter { needed.contains($0.hash) && $0.value.hash == $0.hash }
        return try create(at: directory, head: snapshot.last, options: options) { database in
            try ChainDatabase.begin(from: snapshot, hash: hash, in: database)
            try ChainDatabase.describe(snapshot.blocks[0], channel: snapshot.channel, in: database)
            // The ledger is one when its head is there; the values that its next calls need are there before it.
            let aside = try PrivateValueStore(LedgerFiles(directory: directory))
            try aside.keep(inForce)
            try aside.close()
        }
    }
}

extension LedgerArchive {
    /// The number of the block of the snapshot that the ledger began from, and the snapshot's hash; `nil` for a ledger
    /// that is whole.
    public func origin() throws(ChainError) -> (block: Int, hash: Digest)? {
        try read(ChainDatabase.origin).map { ($0.block, $0.hash) }
    }

    /// The snapshot that the ledger began from; `nil` for a ledger that is whole.
    public func snapshot() throws(ChainError) -> LedgerSnapshot? {
        try read(ChainDatabase.snapshot)
    }
}
