import Cryptography
import Ledger

/// A ledger's storage on a modelled device: what was not synchronised may be lost or torn in a crash, what was is kept;
/// a full device refuses. Opening reads the blocks again from the first one on with the ledger's own ``LedgerReplay``.
final class SimulatedDisk: LedgerStorage, @unchecked Sendable {
    private struct Record {
        var block: StoredBlock
        var certificates: [NewCertificate]
        var isSynced: Bool
        var isTorn = false
    }

    private var records: [Record] = []
    private var replay = LedgerReplay()
    private var end = ChainTip.origin
    private var certificates: [Digest: [UInt8]] = [:]
    private var places: [Digest: CommittedTransaction] = [:]
    private(set) var state = WorldState()
    /// No room is left.
    var isFull = false
    /// The next synchronisation fails; whether the block is kept all the same.
    var failsNext: Bool?
    /// Says that a write is safe when it is not.
    var lies = false
    /// Torn records that were found when the ledger was opened.
    private(set) var tornRecords = 0

    /// The blocks that are safe, whatever happens.
    var safeBlocks: [StoredBlock] { records.prefix { $0.isSynced }.map(\.block) }

    /// A block that is safe.
    func safeBlock(_ number: Int) -> StoredBlock? {
        records.indices.contains(number) && records[number].isSynced ? records[number].block : nil
    }

    var isWhole: Bool { records.allSatisfy { $0.isSynced && !$0.isTorn } }

    /// Puts the first block there.
    func found(_ genesis: SealedBlock) throws(ChainError) {
        try write(genesis)
        records[0].isSynced = true
        try apply(genesis.draft)
    }

    /// Reads the ledger as a process that starts does.
    func open() throws(ChainError) {
        if let last = records.last, last.isTorn {
            records.removeLast()
            tornRecords += 1
        }
        replay = LedgerReplay()
        (certificates, places) = ([:], [:])
        for record in records {
            guard !record.isTorn else { throw ChainError(.damaged, "block \(record.block.number) is torn") }
            do {
                try replay.apply(record.block)
            } catch {
                throw ChainError(.damaged, "\(error)")
            }
            note(record)
        }
        (state, end) = (replay.state, replay.tip)
    }

    /// The power goes: draws what becomes of writes that were not synchronised.
    func crash(_ draw: (Int) -> Int) {
        guard let first = records.firstIndex(where: { !$0.isSynced }) else { return }
        records.removeLast(records.count - first - 1)
        switch draw(3) {
        case 0: records.removeLast()
        case 1: records[first].isTorn = true
        default: records[first].isSynced = true
        }
    }

    /// Begins to append a block: it is not safe yet.
    func write(_ sealed: SealedBlock) throws(ChainError) {
        guard !isFull else { throw ChainError(.full, "no room is left on the device") }
        let block = StoredBlock(sealed.draft, seal: sealed.seal)
        let record = Record(block: block, certificates: sealed.certificates, isSynced: false)
        records.append(record)
        note(record)
        end = sealed.draft.tip
    }

    /// Makes the last write safe.
    func sync(previous: ChainTip) throws(ChainError) {
        guard let keeps = failsNext else {
            if !lies { records[records.count - 1].isSynced = true }
            return
        }
        failsNext = nil
        if keeps {
            records[records.count - 1].isSynced = true
        } else {
            let record = records.removeLast()
            for transaction in record.block.transactions { places[transaction.txid] = nil }
            for certificate in record.certificates { certificates[certificate.fingerprint] = nil }
            end = previous
        }
        throw ChainError(.failed, "the device reports an error")
    }

    private func note(_ record: Record) {
        for (index, stored) in record.block.transactions.enumerated() {
            let code = UInt8(exactly: stored.code).flatMap(ValidationCode.init(rawValue:))
            guard code?.claimsIdentifier == true else { continue }
            let place = Version(block: record.block.number, transaction: index)
            places[stored.txid] = CommittedTransaction(place: place, stored: stored)
        }
        for certificate in record.certificates { certificates[certificate.fingerprint] = certificate.der }
    }
}

extension SimulatedDisk {
    func tip() throws(ChainError) -> ChainTip { end }

    func append(_ block: SealedBlock) throws(ChainError) {
        let previous = end
        try write(block)
        try sync(previous: previous)
    }

    func apply(_ draft: BlockDraft) throws(ChainError) { state.apply(draft.updates) }

    func maintain() throws(ChainError) {}

    func transaction(_ txid: Digest) throws(ChainError) -> CommittedTransaction? { places[txid] }

    func isClaimed(_ txid: Digest) throws(ChainError) -> Bool { places[txid] != nil }

    func forEachIdentifier(_ body: (Digest) -> Void) throws(ChainError) {
        for record in records {
            for transaction in record.block.transactions where places[transaction.txid] != nil {
                body(transaction.txid)
            }
        }
    }

    func height() throws(ChainError) -> Int { records.count }

    func block(_ number: Int) throws(ChainError) -> StoredBlock? {
        records.indices.contains(number) ? records[number].block : nil
    }

    func certificate(_ fingerprint: Digest) throws(ChainError) -> [UInt8]? { certificates[fingerprint] }

    func value(of key: QualifiedKey) throws(StateError) -> VersionedValue? { try state.value(of: key) }

    func values(from: QualifiedKey, to: QualifiedKey) throws(StateError) -> [StateEntry] {
        try state.values(from: from, to: to)
    }
}
