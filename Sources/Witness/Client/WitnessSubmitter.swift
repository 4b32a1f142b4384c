public import Logging
public import Transparency
public import WebAddresses

/// Has a ledger's newest checkpoint cosigned by its witnesses, beside everything else that happens: a witness that is
/// away, slow or hostile keeps nobody waiting, and whatever it says is held against its key.
///
/// Each witness is asked by a task of its own. Only the newest checkpoint is ever asked for: it continues those
/// between.
public final class WitnessSubmitter<Storage: CheckpointStorage>: Sendable {
    private let storage: Storage
    private let keys: [VerifierKey]
    private let addresses: [WebAddress]
    private let rests: Rests
    private let cosigned: @Sendable (Checkpoint) -> Void
    private let logger: Logger
    private let calls: [AsyncStream<Void>]
    private let bells: [AsyncStream<Void>.Continuation]

    /// How long a witness that does not answer is left alone.
    public struct Rests: Sendable {
        /// After the first time; doubled every time that it does not answer again.
        public var first: Duration

        /// At most.
        public var longest: Duration

        /// Creates rests.
        public init(first: Duration = .seconds(2), longest: Duration = .seconds(120)) {
            self.first = first
            self.longest = longest
        }
    }

    /// Prepares to ask.
    ///
    /// - Parameters:
    ///   - storage: The ledger, which keeps the cosignatures.
    ///   - keys: The keys of the channel's witnesses.
    ///   - addresses: Where witnesses are asked.
    ///   - rests: How long one that does not answer is left alone.
    ///   - cosigned: Called when the ledger has a witness's cosignature.
    ///   - logger: What is to be told the operator.
    public init(
        storage: Storage,
        keys: [VerifierKey],
        addresses: [WebAddress],
        rests: Rests = Rests(),
        cosigned: @escaping @Sendable (Checkpoint) -> Void = { _ in },
        logger: Logger
    ) {
        self.storage = storage
        self.keys = keys
        self.addresses = addresses
        self.rests = rests
        self.cosigned = cosigned
        self.logger = logger
        let streams = addresses.map { _ in AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1)) }
        calls = streams.map(\.stream)
        bells = streams.map(\.continuation)
        // What was signed before, and not witnessed perhaps.
        ring()
    }

    /// There is a new checkpoint. Returns at once.
    public func ring() {
        for bell in bells { bell.yield() }
    }

    /// Asks until the task is cancelled; then no more is written to the ledger.
    public func run(over connection: some WitnessConnection) async {
        await withDiscardingTaskGroup { group in
            for (address, calls) in zip(addresses, calls) {
                group.addTask { await self.follow(address, calls, connection) }
            }
        }
    }

    private func follow(
        _ address: WebAddress,
        _ calls: AsyncStream<Void>,
        _ connection: some WitnessConnection
    ) async {
        var known = 0
        var said: String?
        for await _ in calls {
            var rest = rests.first
            while !Task.isCancelled {
                do throws(WitnessProblem) {
                    known = try await ask(address, known, connection)
                    if said != nil { logger.notice("the witness cosigns again", metadata: ["witness": "\(address)"]) }
                    said = nil
                    break
                } catch {
                    if Task.isCancelled { break }
                    tell(error, of: address, &said)
                    // What will not pass is tried again with the next checkpoint.
                    guard error.isPassing else { break }
                }
                try? await Task.sleep(for: rest)
                rest = min(rest * 2, rests.longest)
            }
        }
    }

    /// Asks a witness for the newest checkpoint.
    ///
    /// - Returns: The size that it knows now.
    private func ask(
        _ address: WebAddress,
        _ known: Int,
        _ connection: some WitnessConnection
    ) async throws(WitnessProblem) -> Int {
        do {
            guard let newest = try storage.newestCheckpoint(), newest.checkpoint.size > known else { return known }
            let submission = WitnessSubmission(newest, oldSize: known, witnesses: keys)
            let cosignatures = try await connection.cosignatures(of: submission, from: storage, at: address)
            for cosignature in cosignatures { try storage.append(cosignature, size: newest.checkpoint.size) }
            cosigned(newest.checkpoint)
            return newest.checkpoint.size
        } catch let problem as WitnessProblem {
            throw problem
        } catch {
            throw .unreachable("the ledger cannot be read or written: \(error)")
        }
    }

    /// Says what is wrong, once.
    private func tell(_ problem: WitnessProblem, of address: WebAddress, _ said: inout String?) {
        let sentence = "\(problem)"
        guard said != sentence else { return }
        said = sentence
        let metadata: Logger.Metadata = ["witness": "\(address)", "reason": "\(sentence)"]
        if problem.accusesLedger {
            logger.critical("a witness contradicts the ledger", metadata: metadata)
        } else {
            logger.warning("a checkpoint is not witnessed", metadata: metadata)
        }
    }
}
