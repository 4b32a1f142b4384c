import Cryptography
import Ledger

/// Whether identifiers are used once, and duplicates are recorded as such, without keeping all identifiers.
///
/// A filter tells which transactions may have an identifier that was used before; those, and those recorded as
/// duplicates, are looked up by reading the identifiers of the chain once more.
struct DuplicateSearch {
    /// So many suspects are kept before they are looked up.
    private static let suspectsMax = 4_096

    private struct Suspect {
        let place: Version
        let txid: Digest
        let code: ValidationCode
    }

    private let chain: any ChainReader
    private var filter: IdentifierFilter
    private var suspects: [Suspect] = []
    private let base: LedgerSnapshot?

    /// Begins before the genesis block, or behind a snapshot, whose identifiers are taken.
    init(_ chain: any ChainReader, filter: IdentifierFilter, after base: LedgerSnapshot? = nil) {
        self.chain = chain
        self.base = base
        self.filter = filter
        for txid in base?.identifiers ?? [] { _ = self.filter.insert(txid) }
    }

    /// Takes a batch's identifiers.
    mutating func note(_ batch: BlockBatch) throws(Stop) {
        for block in batch.blocks {
            for (index, transaction) in block.draft.transactions.enumerated() {
                note(transaction, at: Version(block: block.number, transaction: index))
            }
        }
        if suspects.count >= Self.suspectsMax { try resolve() }
    }

    private mutating func note(_ transaction: ReplayedTransaction, at place: Version) {
        let txid = transaction.txid
        let mayBeKnown = transaction.code.claimsIdentifier && filter.insert(txid)
        guard mayBeKnown || transaction.code == .duplicateTxid else { return }
        suspects.append(Suspect(place: place, txid: txid, code: transaction.code))
    }

    /// What stops the audit: something found elsewhere, or a duplicate that comes before it.
    mutating func lower(than stop: Stop) throws(Stop) -> Stop {
        guard case .divergence(let found) = stop, let block = found.block else { return stop }
        do {
            try resolve(upTo: block)
        } catch .divergence(let duplicate) where duplicate.precedes(found) {
            return .divergence(duplicate)
        } catch .unreadable(let error) {
            throw .unreadable(error)
        } catch {}
        return stop
    }

    /// Looks up the suspects so far; those up to a block, if one is given.
    mutating func resolve(upTo block: Int? = nil) throws(Stop) {
        let asked = suspects.filter { suspect in block.map { suspect.place.block <= $0 } ?? true }
        suspects = []
        guard let last = asked.last else { return }
        let claims = try firstClaims(of: Set(asked.map(\.txid)), upTo: last.place.block)
        for suspect in asked {
            let isDuplicate =
                claims[suspect.txid].map { $0 < suspect.place } ?? base?.claims(suspect.txid) ?? false
            guard isDuplicate != (suspect.code == .duplicateTxid) else { continue }
            throw .divergence(Divergence(suspect.place, suspect.txid, suspect.code, claimed: claims[suspect.txid]))
        }
    }

    /// Where identifiers were first claimed.
    private func firstClaims(of identifiers: Set<Digest>, upTo last: Int) throws(Stop) -> [Digest: Version] {
        // What the snapshot has is not in the chain's blocks, and stands before all of them.
        let wanted = identifiers.filter { base?.claims($0) != true }
        var claims: [Digest: Version] = [:]
        for number in (base?.tip.height ?? 0)..<(last + 1) {
            for (index, transaction) in try chain.stored(number).transactions.enumerated() {
                guard wanted.contains(transaction.txid), claims[transaction.txid] == nil,
                    let code = UInt8(exactly: transaction.code).flatMap(ValidationCode.init(rawValue:)),
                    code.claimsIdentifier
                else { continue }
                claims[transaction.txid] = Version(block: number, transaction: index)
            }
        }
        return claims
    }
}

extension Divergence {
    fileprivate init(_ place: Version, _ txid: Digest, _ code: ValidationCode, claimed: Version?) {
        let first = claimed.map { "transaction \($0)" } ?? "a transaction before the snapshot"
        let expected =
            if code == .duplicateTxid {
                "an earlier transaction with the identifier \(txid.hex)"
            } else {
                "\(ValidationCode.duplicateTxid), because \(first) has the identifier"
            }
        self.init(
            level: .signatures,
            place: .transaction(block: place.block, index: place.transaction, txid: txid),
            subject: code == .duplicateTxid ? "duplicate" : "validation code",
            expected: expected,
            found: code == .duplicateTxid ? "none" : "\(code)"
        )
    }
}
