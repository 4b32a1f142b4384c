import Cryptography

/// Takes a snapshot by following a chain: each block is made again from its transactions and compared with its header.
public struct SnapshotBuilder: Sendable {
    private var replay: LedgerReplay
    private var edge: TileEdge
    private var identifiers: Set<Digest>
    /// The transactions whose values are gone.
    private var redacted: Set<Version> = []
    private var named: Set<Digest>
    /// The blocks that belong to a snapshot whatever comes, and the one before them all.
    private var kept: [StoredBlock]
    private var last: StoredBlock?

    /// Begins before the genesis block, or behind an earlier snapshot.
    public init(after base: LedgerSnapshot? = nil) {
        replay = base.map { LedgerReplay(tip: $0.tip, state: $0.state) } ?? LedgerReplay()
        edge = base?.edge ?? TileEdge()
        identifiers = Set(base?.identifiers ?? [])
        named = Set(base?.certificates.map { Digest.sha256($0) } ?? [])
        kept = base.map { base in base.blocks.filter { $0.number <= base.tip.configurationBlock } } ?? []
        last = base?.last
    }

    /// The number of blocks so far.
    public var height: Int { replay.tip.height }

    /// Follows the chain over its next block.
    public mutating func take(_ block: StoredBlock) throws(SnapshotError) {
        let replayed: ReplayedBlock
        do throws(ReplayError) { replayed = try replay.apply(block) } catch { throw .block(error) }
        named.insert(replayed.seal.orderer)
        for (index, transaction) in replayed.transactions.enumerated() {
            if transaction.hasLostValues { redacted.insert(Version(block: block.number, transaction: index)) }
            switch transaction.content {
            case .whole(let envelope):
                named.insert(envelope.proposal.creator)
                named.formUnion(envelope.endorsements.map(\.endorser))
            case .redacted(let remains): named.formUnion(remains.endorsements.map(\.endorser))
            }
            if transaction.code.claimsIdentifier { identifiers.insert(transaction.txid) }
        }
        for leaf in replayed.leaves { edge.append(leaf) }
        if replayed.header.configurationBlock == block.number {
            if let last, kept.last?.number != last.number { kept.append(last) }
            kept.append(block)
        }
        last = block
    }

    /// The snapshot after the blocks so far.
    ///
    /// - Parameter chain: The chain that the blocks are of, which has the certificates.
    /// - Throws: ``SnapshotError``.
    public func snapshot(of chain: some ChainReader) throws(SnapshotError) -> LedgerSnapshot {
        try replay.state.forEach { key, value throws(SnapshotError) in
            if redacted.contains(value.version) { throw .redacted("\(key)", block: value.version.block) }
        }
        var certificates: [[UInt8]] = []
        do throws(ChainError) {
            for fingerprint in named.sorted() {
                // Whoever signs in a foreign name may name a certificate that nobody has.
                if let der = try chain.certificate(fingerprint) { certificates.append(der) }
            }
        } catch {
            throw .chain(error)
        }
        var blocks = kept
        if let last, blocks.last?.number != last.number { blocks.append(last) }
        return try LedgerSnapshot(
            blocks: blocks,
            certificates: certificates,
            edge: edge,
            identifiers: identifiers.sorted(),
            state: replay.state
        )
    }
}

extension LedgerSnapshot {
    /// Takes the snapshot of a chain after one of its blocks.
    ///
    /// - Parameters:
    ///   - chain: The chain.
    ///   - block: The number of the block; the last one, if none is given.
    ///   - base: The snapshot that the chain began from, if it did.
    ///   - progress: Called now and then with the blocks behind it and all blocks.
    /// - Throws: ``SnapshotError``.
    public init(
        of chain: some ChainReader,
        at block: Int? = nil,
        after base: LedgerSnapshot? = nil,
        progress: (_ blocks: Int, _ height: Int) -> Void = { _, _ in }
    ) throws(SnapshotError) {
        var builder = SnapshotBuilder(after: base)
        let height = try Self.reading { () throws(ChainError) in try chain.height() }
        let wanted = block ?? height - 1
        guard wanted >= 0, wanted < height else { throw .beyond(block: wanted, last: height - 1) }
        guard wanted >= builder.height - 1 else { throw .before(block: wanted, first: builder.height - 1) }
        while builder.height <= wanted {
            let number = builder.height
            guard let next = try Self.reading({ () throws(ChainError) in try chain.block(number) }) else {
                throw .inconsistent("the ledger has no block \(number); audit it")
            }
            try builder.take(next)
            if number.isMultiple(of: 256) { progress(number, wanted + 1) }
        }
        self = try builder.snapshot(of: chain)
    }

    private static func reading<Value>(_ read: () throws(ChainError) -> Value) throws(SnapshotError) -> Value {
        do { return try read() } catch { throw .chain(error) }
    }
}
