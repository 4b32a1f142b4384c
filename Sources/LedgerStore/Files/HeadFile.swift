import CBOR
import Ledger

/// The last block's header and seal, kept a second time beside the chain.
///
/// A chain that ends before the block that this file names is an older one put back, or has lost its end. The file
/// never names a block that is not durable yet; after a crash it may name the one before the last.
struct HeadFile: Sendable {
    /// The header's bytes (``BlockHeader``).
    let header: [UInt8]

    /// The seal's bytes (``BlockSeal``).
    let seal: [UInt8]

    /// Every head takes one write of one sector, so that no crash leaves half of it.
    static let size = 512

    /// The file's bytes: `{1: header, 2: seal}` as byte strings, then zeros.
    var encoded: [UInt8] {
        var writer = CBORWriter(capacity: Self.size)
        writer.map(2)
        writer.key(1)
        writer.bytes(header)
        writer.key(2)
        writer.bytes(seal)
        let bytes = writer.encoded
        precondition(bytes.count <= Self.size, "a head of \(bytes.count) bytes does not fit a sector")
        return bytes + Array(repeating: 0, count: Self.size - bytes.count)
    }

    /// Takes a block's header and seal.
    init(header: [UInt8], seal: [UInt8]) {
        self.header = header
        self.seal = seal
    }

    /// Reads the file's bytes.
    ///
    /// - Throws: ``ChainError`` of kind `damaged`.
    init(_ bytes: [UInt8], path: String) throws(ChainError) {
        var reader = CBORReader(bytes)
        do {
            try reader.map(of: 2)
            try reader.key(1)
            header = try reader.bytes()
            try reader.key(2)
            seal = try reader.bytes()
            _ = try BlockHeader(encoded: header)
            _ = try BlockSeal(encoded: seal)
        } catch {
            throw ChainError(.damaged, "\(path) is damaged: \(error)")
        }
        guard bytes.count == Self.size, bytes[reader.offset...].allSatisfy({ $0 == 0 }) else {
            throw ChainError(.damaged, "\(path) is damaged: \(Self.size) bytes with zeros at the end are expected")
        }
    }

    /// What is said of a chain without its head.
    static func missing(_ path: String) -> ChainError {
        ChainError(.damaged, "\(path) is missing: without it nobody can tell whether the chain is the latest")
    }

    /// Reads the head of a ledger; `nil` if there is no file.
    static func read(_ path: String) throws(ChainError) -> HeadFile? {
        guard File.exists(path) else { return nil }
        return try HeadFile(try File(path, .reading).readAll(), path: path)
    }
}

extension HeadFile {
    /// Compares a ledger's head with its chain and returns the head as it must be.
    ///
    /// - Throws: ``ChainError``: `rolledBack`, if the chain ends before the head; `damaged`, if the head is missing,
    ///   cannot be read or names another chain's block.
    static func check(_ path: String, against chain: SealedDatabase, tip: ChainTip) throws(ChainError) -> HeadFile {
        let blocks = { (number: Int) throws(ChainError) in
            try chain.read { try ChainDatabase.block(number, in: $0) }
        }
        guard tip.height > 0, let last = try blocks(tip.height - 1) else {
            throw ChainError(.unsuitable, "\(chain.path) has no block: its creation was interrupted, create it again")
        }
        let current = HeadFile(header: last.header, seal: last.seal)
        guard let head = try read(path) else {
            throw missing(path)
        }
        guard let number = try? BlockHeader(encoded: head.header).number, number < tip.height else {
            throw ChainError(
                .rolledBack,
                """
                \(chain.path) ends at block \(tip.height - 1), but \(path) knows a later block: an older ledger has \
                been put back, or the chain has lost its end; restore the latest copy
                """
            )
        }
        guard let named = try blocks(number), named.header == head.header, named.seal == head.seal else {
            throw ChainError(.damaged, "\(path) and \(chain.path) have different blocks \(number)")
        }
        return current
    }
}
