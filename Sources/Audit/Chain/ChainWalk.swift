import Ledger

/// Why an audit goes no further.
enum Stop: Error {
    /// The ledger is not what it should be.
    case divergence(Divergence)

    /// The ledger cannot be read, which says nothing about it.
    case unreadable(ChainError)
}

/// Reads a chain once from its genesis block on, in batches: levels 0 and 1.
struct ChainWalk {
    /// So many transactions make a batch, or few more: enough work to share, and no more memory than that.
    private static let batchSize = 512

    private let chain: any ChainReader
    private let height: Int
    private var headers: HeaderChain
    private var tip: ChainTip
    private var stop: Stop?

    /// The checkpoints over the chain so far.
    private(set) var checkpoints: CheckpointCheck

    /// The redactions of the chain so far.
    private(set) var redactions = RedactionCheck()

    /// Begins before the genesis block of a chain of that many blocks, or behind another block.
    init(
        _ chain: any ChainReader,
        height: Int,
        known: KnownHead?,
        checkpoints: CheckpointCheck,
        after tip: ChainTip = .origin
    ) {
        self.chain = chain
        self.tip = tip
        self.checkpoints = checkpoints
        self.height = height
        headers = HeaderChain(known: known, after: tip)
    }

    /// The next blocks, `nil` at the chain's end, or why there are none.
    mutating func read() -> Result<BlockBatch?, Stop> {
        do { return .success(try next()) } catch { return .failure(error) }
    }

    private mutating func next() throws(Stop) -> BlockBatch? {
        if let stop { throw stop }
        var batch = BlockBatch()
        while batch.transactions < Self.batchSize, tip.height < height {
            do {
                batch.append(try readBlock())
            } catch {
                // What has been read is judged first, because it stands before what cannot be read.
                stop = error
                guard !batch.blocks.isEmpty else { throw error }
                return batch
            }
        }
        guard batch.blocks.isEmpty else { return batch }
        try diverging { () throws(Divergence) in try finish() }
        try checkpoints.finish()
        return nil
    }

    private mutating func readBlock() throws(Stop) -> AuditedBlock {
        let block = try chain.stored(tip.height)
        let edge = tip.frontier
        let audited = try diverging { () throws(Divergence) in
            try headers.follow(block)
            do throws(ReplayError) {
                let replayed = try tip.replay(block)
                tip = replayed.tip
                return AuditedBlock(draft: replayed)
            } catch {
                throw Divergence(error, in: block)
            }
        }
        try diverging { () throws(Divergence) in try redactions.follow(audited) }
        try checkpoints.follow(audited.draft, after: edge)
        return audited
    }

    private func finish() throws(Divergence) {
        try headers.finish()
        guard tip.height > 0 else { throw .noGenesis }
        try redactions.finish()
    }
}

extension ChainReader {
    /// The number of blocks.
    func blocks() throws(Stop) -> Int {
        do {
            return try height()
        } catch {
            throw error.kind == .damaged ? .divergence(.unreadable(block: 0, error.message)) : .unreadable(error)
        }
    }

    /// About how many transactions there are, as the last block says, which may be wrong.
    func expectedTransactions(height: Int) -> Int {
        guard let block = try? block(height - 1), let header = try? BlockHeader(encoded: block.header) else { return 0 }
        return header.firstLeaf.addingReportingOverflow(header.count).partialValue
    }

    /// A block that must be there.
    func stored(_ number: Int) throws(Stop) -> StoredBlock {
        do {
            if let block = try block(number) { return block }
            throw Stop.divergence(.unreadable(block: number, "no such block"))
        } catch let error as ChainError where error.kind == .damaged {
            throw .divergence(.unreadable(block: number, error.message))
        } catch let error as ChainError {
            throw .unreadable(error)
        } catch {
            throw error as? Stop ?? .unreadable(ChainError(.failed, "\(error)"))
        }
    }
}

extension Divergence {
    static let noGenesis = absence(
        block: 0,
        "genesis block",
        expected: "a block with the channel's configuration",
        found: "none"
    )

    static func unreadable(block: Int, _ reason: String) -> Divergence {
        absence(block: block, "stored block", expected: "one that can be read", found: reason)
    }

    private static func absence(block: Int, _ subject: String, expected: String, found: String) -> Divergence {
        var divergence = Divergence(
            level: .headers,
            place: .block(block),
            subject: subject,
            expected: expected,
            found: found
        )
        divergence.isAbsence = true
        return divergence
    }

    /// The divergence that a failed replay shows.
    fileprivate init(_ error: ReplayError, in block: StoredBlock) {
        let place: Place =
            if let index = error.transaction {
                .transaction(block: error.block, index: index, txid: block.transactions[index].txid)
            } else {
                .block(error.block)
            }
        self.init(
            level: .leaves,
            place: place,
            subject: error.subject,
            expected: error.expected,
            found: error.found
        )
    }
}

/// Runs a check whose divergence stops the audit.
func diverging<Value>(_ check: () throws(Divergence) -> Value) throws(Stop) -> Value {
    do { return try check() } catch { throw .divergence(error) }
}
