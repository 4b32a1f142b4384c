import Dispatch
public import Ledger
public import Transparency
public import Units

/// Where a ledger's new checkpoints go: to whoever keeps them, far from whoever writes the ledger.
public protocol CheckpointPublisher: Sendable {
    /// Takes a checkpoint that is durable; returns at once.
    ///
    /// - Parameters:
    ///   - checkpoint: The checkpoint, signed by the log's key.
    ///   - height: The number of blocks under it.
    func publish(_ checkpoint: SignedCheckpoint, height: Int)
}

/// Makes checkpoints at their rhythm, beside the writing of blocks: on a queue of its own, so that no block waits for a
/// signature.
///
/// `@unchecked Sendable`: every mutable property is used on `queue` alone.
public final class CheckpointMaker<Storage: CheckpointStorage & ChainReader>: @unchecked Sendable {
    private let queue = DispatchQueue(label: "commonwatt.checkpoints", qos: .utility)
    private let storage: Storage
    private let signer: NoteSigner
    private let origin: NoteName
    private let clock: @Sendable () -> Instant
    private let publisher: any CheckpointPublisher
    private let refused: @Sendable (CheckpointRefusedError) -> Void
    private var rhythm: CheckpointRhythm
    private var height: Int
    private var isWaiting = false

    /// Begins where the ledger's checkpoints end.
    ///
    /// - Parameters:
    ///   - storage: The ledger, which keeps them.
    ///   - terms: The log's name and the rhythm.
    ///   - signer: The log's key.
    ///   - clock: The time of day.
    ///   - publisher: Who is told of each.
    ///   - refused: Called when a checkpoint cannot be made; it is tried again at the next beat.
    /// - Throws: `ChainError`, if the ledger cannot be read.
    public init(
        storage: Storage,
        terms: CheckpointTerms,
        signer: NoteSigner,
        clock: @escaping @Sendable () -> Instant,
        publisher: any CheckpointPublisher,
        refused: @escaping @Sendable (CheckpointRefusedError) -> Void
    ) throws(ChainError) {
        self.storage = storage
        self.signer = signer
        self.origin = NoteName(terms.origin)
        self.clock = clock
        self.publisher = publisher
        self.refused = refused
        let signed = try storage.newestCheckpoint()?.checkpoint.size ?? 0
        height = try storage.height()
        rhythm = CheckpointRhythm(terms, signedSize: signed, size: try storage.treeSize(), at: clock())
        // A crash may have come before the checkpoint that was due.
        queue.async { self.beat() }
    }

    /// A block is durable: the chain ends here now. Returns at once.
    public func committed(_ tip: ChainTip) {
        queue.async {
            self.height = tip.height
            self.rhythm.committed(size: tip.frontier.size)
            self.beat()
        }
    }

    /// Makes a checkpoint of everything that was told, if none covers it yet, and returns when it is durable.
    public func flush() async {
        await withCheckedContinuation { continuation in
            queue.async {
                if self.rhythm.isBehind { self.sign() }
                continuation.resume()
            }
        }
    }

    private func beat() {
        dispatchPrecondition(condition: .onQueue(queue))
        let now = clock()
        if rhythm.isDue(at: now) { return sign() }
        guard let next = rhythm.nextTime, !isWaiting else { return }
        isWaiting = true
        let delay = max((next - now).milliseconds, 1)
        queue.asyncAfter(deadline: .now() + .milliseconds(Int(min(delay, 3_600_000)))) { [weak self] in
            guard let self else { return }
            isWaiting = false
            beat()
        }
    }

    private func sign() {
        dispatchPrecondition(condition: .onQueue(queue))
        let size = rhythm.size
        do {
            let checkpoint = try storage.makeCheckpoint(origin: origin, signer: signer, size: size)
            rhythm.signed(size: size, at: clock())
            if let checkpoint { publisher.publish(checkpoint, height: height) }
        } catch {
            rhythm.signed(size: rhythm.signedSize, at: clock())
            refused(error)
        }
    }
}
