import Cryptography
import Ledger
import LedgerStore
import Units

/// A transaction of a ledger with its place, as a command goes along the chain.
struct ScannedTransaction {
    let block: Int
    let index: Int
    /// The number of its leaf.
    let number: Int
    /// When its block was cut.
    let time: Instant
    let transaction: ValidatedTransaction

    var envelope: Envelope { transaction.envelope }
    var place: Version { Version(block: block, transaction: index) }
}

/// A ledger read from one end to the other.
///
/// Transactions are decoded and nothing more: what a command prints is what the ledger says, and `ledger audit` tells
/// whether to believe it.
struct ChainScan {
    let chain: LedgerArchive
    let directory: String
    /// Opens what is private, as far as the values lie beside the ledger.
    private let reader: PrivateReader

    /// Whether the ledger has hashes in place of values.
    var hasPrivateValues: Bool { reader.hasPrivateValues }

    init(_ path: String) throws(CommandFailure) {
        let place = try LedgerPlace(path)
        directory = place.directory
        do {
            chain = try LedgerArchive(at: place.directory)
            reader = PrivateReader(of: chain, values: try PrivateArchive(at: place.directory))
        } catch {
            throw CommandFailure(error)
        }
    }

    /// The number of blocks.
    func height() throws(CommandFailure) -> Int {
        do { return try chain.height() } catch { throw CommandFailure(error) }
    }

    /// A block that must be there.
    func block(_ number: Int) throws(CommandFailure) -> StoredBlock {
        do {
            guard let block = try chain.block(number) else {
                throw ChainError(.damaged, "\(directory): block \(number) is missing; run ledger verify")
            }
            return block
        } catch let error as ChainError {
            throw CommandFailure(error)
        } catch {
            throw .environment("\(error)")
        }
    }

    /// Calls `body` with every transaction from a block on, until it returns false; redacted ones are left out, and
    /// said to be.
    ///
    /// - Parameter opening: Whether transactions say their values where the ledger has hashes; one whose values are not
    ///   here is a failure then.
    func forEach(
        from first: Int = 0,
        opening: Bool = true,
        label: String,
        _ body: (ScannedTransaction) throws -> Bool
    ) throws {
        let bar = ProgressBar(label)
        defer { bar.finish() }
        let height = try height()
        guard first < height else { return }
        var redacted = 0
        defer {
            if redacted > 0 {
                Terminal.note(
                    "the content of \(redacted) transaction\(redacted == 1 ? "" : "s") was redacted: left out"
                )
            }
        }
        for number in first..<height {
            let block = try block(number)
            let transactions = try Self.transactions(of: block)
            redacted += block.transactions.count - transactions.count
            for transaction in transactions {
                guard try body(opening ? opened(transaction) : transaction) else { return }
            }
            if number.isMultiple(of: 256) { bar.update(Double(number + 1) / Double(height)) }
        }
    }

    private func opened(_ scanned: ScannedTransaction) throws(CommandFailure) -> ScannedTransaction {
        do throws(PrivateValueProblem) {
            return ScannedTransaction(
                block: scanned.block,
                index: scanned.index,
                number: scanned.number,
                time: scanned.time,
                transaction: try reader.opened(scanned.transaction)
            )
        } catch {
            throw .badInput("block \(scanned.block), transaction \(scanned.index): a value of it \(error)")
        }
    }

    /// A place whose transaction says its values; what a redaction has left has none.
    func opened(_ place: ScannedPlace) throws(CommandFailure) -> ScannedPlace {
        guard case .whole(let envelope) = place.transaction.content else { return place }
        let scanned = try opened(place.whole(envelope))
        return ScannedPlace(
            version: place.version,
            number: place.number,
            time: place.time,
            transaction: ReplayedTransaction(scanned.transaction)
        )
    }

    /// The transactions of a block, decoded; without those of which a redaction has left too little.
    static func transactions(of block: StoredBlock) throws(CommandFailure) -> [ScannedTransaction] {
        let time: Instant
        do { time = try BlockHeader(encoded: block.header).time } catch {
            throw .negativeFinding("block \(block.number): its header cannot be read: \(error)")
        }
        var transactions: [ScannedTransaction] = []
        for index in block.transactions.indices {
            do {
                guard let whole = try block.replayedTransaction(index).whole else { continue }
                transactions.append(
                    ScannedTransaction(
                        block: block.number,
                        index: index,
                        number: block.transactions[index].number,
                        time: time,
                        transaction: whole
                    )
                )
            } catch {
                throw .negativeFinding("\(error)")
            }
        }
        return transactions
    }
}

/// A transaction of a block with its place, whole or what a redaction has left of it.
struct ScannedPlace {
    let version: Version
    /// The number of its leaf.
    let number: Int
    /// When its block was cut.
    let time: Instant
    let transaction: ReplayedTransaction

    /// The transactions of a block.
    static func all(of block: StoredBlock) throws(CommandFailure) -> [ScannedPlace] {
        do {
            let time = try BlockHeader(encoded: block.header).time
            return try block.transactions.indices.map { index in
                ScannedPlace(
                    version: Version(block: block.number, transaction: index),
                    number: block.transactions[index].number,
                    time: time,
                    transaction: try block.replayedTransaction(index)
                )
            }
        } catch {
            throw .negativeFinding("block \(block.number) cannot be read: \(error)")
        }
    }

    /// The same as a transaction that is whole.
    func whole(_ envelope: Envelope) -> ScannedTransaction {
        ScannedTransaction(
            block: version.block,
            index: version.transaction,
            number: number,
            time: time,
            transaction: ValidatedTransaction(envelope, code: transaction.code)
        )
    }
}

extension Digest {
    /// Reads a transaction's identifier.
    static func transaction(_ argument: String) throws(CommandFailure) -> Digest {
        guard let txid = Digest(hex: argument) else {
            throw .badInput("'\(argument)' is no transaction's identifier: expected 64 hexadecimal digits")
        }
        return txid
    }
}
