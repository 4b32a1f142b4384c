import Cryptography
import Dispatch
import Ledger
import Membership
import Units

/// The endorsing half of a peer: one queue, and the state that only it touches.
///
/// `@unchecked Sendable`: every mutable property is used on `queue` alone, which each method that touches one asserts.
final class Endorser<Storage: LedgerStorage>: @unchecked Sendable {
    private let queue = DispatchQueue(label: "commonwatt.endorser")
    private let storage: Storage
    private var state: EndorsingState<Storage>
    private var writer: BlockWriter<Storage>?
    private var isWriting = false
    private var isStopped = false
    /// Counts the times that writing has failed: blocks that were cut before are not written.
    private var generation = 0
    /// What was handed in after a configuration transaction that is on its way: it waits until that is committed.
    private var waiting: [() -> Void] = []

    init(
        channel: Channel,
        storage: Storage,
        chaincodes: [any Chaincode],
        settings: PeerSettings,
        next: Int
    ) {
        self.storage = storage
        self.state = EndorsingState(
            channel: channel,
            storage: storage,
            chaincodes: chaincodes,
            settings: settings,
            next: next
        )
    }

    /// Connects the two halves; before the first proposal.
    func connect(to writer: BlockWriter<Storage>) {
        queue.sync { self.writer = writer }
    }

    func submit(_ proposal: SignedProposal) -> PendingProposal {
        let pending = PendingProposal()
        queue.async { self.underOneConfiguration { self.take(proposal, pending) } }
        return pending
    }

    func submit(_ envelope: Envelope) -> PendingProposal {
        let pending = PendingProposal()
        let transaction = OrderedTransaction(envelope: envelope, pending: pending, verified: .none)
        queue.async {
            self.underOneConfiguration {
                self.attempt(envelope.txid, pending) { state throws(PeerFailure) in try state.order(transaction) }
            }
        }
        return pending
    }

    func recall(_ txid: Digest) async throws(PeerFailure) -> CommittedProposal? {
        let known: PendingProposal? = await withCheckedContinuation { continuation in
            queue.async { self.underOneConfiguration { continuation.resume(returning: self.known(txid)) } }
        }
        return try await known?.outcome()
    }

    func evaluate(_ call: ChaincodeCall, of name: String) async throws(PeerFailure) -> [UInt8] {
        let result: Result<[UInt8], PeerFailure> = await withCheckedContinuation { continuation in
            queue.async {
                continuation.resume(
                    returning: Result { () throws(PeerFailure) in try self.state.evaluate(call, of: name) }
                )
            }
        }
        return try result.get()
    }

    /// Makes an identity known that the chain does not have yet.
    func introduce(_ identity: Identity) {
        queue.sync { state.introduce(identity) }
    }

    func stop() async {
        await withCheckedContinuation { continuation in
            queue.async {
                self.isStopped = true
                continuation.resume()
            }
        }
    }

    /// A block is written: its updates are in the state, and the next block may come.
    func wrote(_ block: BlockDraft, channel: Channel) {
        queue.async {
            self.state.settle(block)
            self.state.adopt(channel)
            self.isWriting = false
            self.writeNext()
            self.goOn()
        }
    }

    /// A block could not be written: everything that was built on it is void.
    func failedToWrite(_ error: ChainError, next: Int, channel: Channel) {
        queue.async {
            self.generation += 1
            self.state.adopt(channel)
            self.state.restart(next: next, because: error)
            self.isWriting = false
            self.goOn()
        }
    }

    /// Does a piece of work now, or when the configuration transaction that is on its way is committed.
    private func underOneConfiguration(_ work: @escaping () -> Void) {
        dispatchPrecondition(condition: .onQueue(queue))
        if state.configuring == nil { work() } else { waiting.append(work) }
    }

    /// Does what has waited for a configuration, in order, as far as the next configuration.
    private func goOn() {
        guard state.configuring == nil else { return }
        let works = waiting
        waiting = []
        for work in works { underOneConfiguration(work) }
    }

    private func take(_ proposal: SignedProposal, _ pending: PendingProposal) {
        let txid = proposal.proposal.txid
        if let known = known(txid) {
            Task { pending.complete(await Self.result(of: known)) }
            return
        }
        attempt(txid, pending) { state throws(PeerFailure) in try state.endorse(proposal, pending: pending) }
    }

    private static func result(of pending: PendingProposal) async -> Result<CommittedProposal, PeerFailure> {
        do throws(PeerFailure) { return .success(try await pending.outcome()) } catch { return .failure(error) }
    }

    /// The outcome of a transaction that is under way or that the ledger has already, as a replay; `nil` for any other.
    private func known(_ txid: Digest) -> PendingProposal? {
        dispatchPrecondition(condition: .onQueue(queue))
        let replay = PendingProposal()
        if let first = state.pending(txid) {
            Task { replay.complete(await Self.result(of: first).map(\.replayed)) }
        } else if let known = committed(txid) {
            replay.complete(known)
        } else {
            return nil
        }
        return replay
    }

    private func attempt(
        _ txid: Digest,
        _ pending: PendingProposal,
        _ body: (inout EndorsingState<Storage>) throws(PeerFailure) -> [OrderedBatch<OrderedTransaction>]
    ) {
        dispatchPrecondition(condition: .onQueue(queue))
        guard !isStopped else { return pending.complete(.failure(.stopped)) }
        do {
            for batch in try body(&state) { write(batch) }
            if let batch = state.cutAfterTimeout() { write(batch) }
            writeNext()
        } catch {
            pending.complete(.failure(error))
        }
    }

    /// The outcome of a transaction that the ledger has already.
    private func committed(_ txid: Digest) -> Result<CommittedProposal, PeerFailure>? {
        do {
            guard let known = try storage.transaction(txid) else { return nil }
            guard let code = UInt8(exactly: known.stored.code).flatMap(ValidationCode.init(rawValue:)),
                let envelope = try? Envelope(encoded: known.stored.envelope)
            else { return .failure(.refused("the ledger's transaction \(txid.hex) cannot be read; audit the ledger")) }
            guard code == .valid else { return .failure(.invalid(code, known.place)) }
            let committed = CommittedProposal(
                txid: txid,
                place: known.place,
                response: envelope.result.response,
                isReplay: true
            )
            return .success(committed)
        } catch {
            return .failure(.ledger(error))
        }
    }

    /// Gives an idle writer what there is.
    private func writeNext() {
        guard !isWriting, let batch = state.cut() else { return }
        write(batch)
    }

    private func write(_ batch: OrderedBatch<OrderedTransaction>) {
        isWriting = true
        writer?.write(batch, generation: generation, reportingTo: self)
    }
}
