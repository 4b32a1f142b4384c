import Dispatch
public import Logging
public import Transparency
public import Units

/// A witness at work: it considers one request after the other, and what it cosigns is on the device before the
/// cosignature is spoken.
///
/// `@unchecked Sendable`: the book is used on `queue` alone.
public final class WitnessDesk: @unchecked Sendable {
    private let queue = DispatchQueue(label: "commonwatt.witness")
    private let state: WitnessState
    private let signer: NoteSigner
    private let clock: @Sendable () -> Instant
    private let persisted: @Sendable () -> Void
    private let logger: Logger
    private var book: WitnessBook

    /// Takes up what is remembered.
    ///
    /// - Parameters:
    ///   - logs: The verifier keys of the logs that are followed.
    ///   - signer: The witness's key.
    ///   - state: Its memory.
    ///   - clock: The time of day, which every cosignature states.
    ///   - persisted: Called when a checkpoint is on the device and its cosignature is not spoken yet.
    ///   - logger: What is to be told whoever runs the witness.
    /// - Throws: ``WitnessStateError``, if a log's key is none, or what is remembered is not that log's.
    public init(
        logs: [VerifierKey],
        signer: NoteSigner,
        state: WitnessState,
        clock: @escaping @Sendable () -> Instant,
        persisted: @escaping @Sendable () -> Void = {},
        logger: Logger
    ) throws(WitnessStateError) {
        self.state = state
        self.signer = signer
        self.clock = clock
        self.persisted = persisted
        self.logger = logger
        do {
            let machines = try logs.map { key in
                let trust = try LogTrust(origin: key.name, logKeys: [key])
                return try WitnessMachine(log: trust, newest: try state.newest(of: key.name))
            }
            book = try WitnessBook(machines)
        } catch {
            throw (error as? WitnessStateError) ?? WitnessStateError("\(error)")
        }
    }

    /// The key by which others know the witness.
    public var verifierKey: VerifierKey { signer.verifierKey }

    /// Answers the body of an `add-checkpoint` request.
    public func answer(_ body: [UInt8]) async -> WitnessAnswer {
        // The device is waited for, which nothing on the cooperative pool may.
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: self.work(body)) }
        }
    }

    private func work(_ body: [UInt8]) -> WitnessAnswer {
        dispatchPrecondition(condition: .onQueue(queue))
        var next = book
        do {
            let checkpoint = try next.consider(body).checkpoint
            try state.keep(checkpoint)
            book = next
            persisted()
            let time = UInt64(max(clock().milliseconds, 0) / 1_000)
            let signature = try signer.sign(checkpoint.note.text, time: time)
            logger.info("cosigned", metadata: ["checkpoint": "\(checkpoint.checkpoint)"])
            return WitnessAnswer(cosignatures: [signature])
        } catch let refusal as WitnessRefusal {
            tell(refusal)
            return WitnessAnswer(refusal)
        } catch {
            logger.error("nothing is cosigned", metadata: ["error": "\(error)"])
            return WitnessAnswer(status: 500, sentence: "the witness cannot keep its state")
        }
    }

    private func tell(_ refusal: WitnessRefusal) {
        guard case .fork(let evidence) = refusal else {
            return logger.info("refused", metadata: ["reason": "\(refusal)"])
        }
        do {
            let path = try state.keep(evidence)
            logger.critical("\(refusal)", metadata: ["evidence": "\(path)"])
        } catch {
            logger.critical("\(refusal)", metadata: ["error": "\(error)"])
        }
    }
}
