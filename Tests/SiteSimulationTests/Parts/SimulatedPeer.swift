import AllocationContract
import Cryptography
import Dispatch
import Ledger
import LedgerTestKit
import Membership
import Units

@testable import Peer

/// The outcome of a call that was handed in, as soon as there is one.
final class CallOutcome {
    private let pending: PendingProposal?
    private let isReplay: Bool
    private let fixed: Result<CommittedProposal, PeerFailure>?

    init(_ pending: PendingProposal, isReplay: Bool = false) {
        (self.pending, self.isReplay, fixed) = (pending, isReplay, nil)
    }

    init(_ fixed: Result<CommittedProposal, PeerFailure>?) {
        (pending, isReplay, self.fixed) = (nil, true, fixed)
    }

    /// Whether there will never be one: the call was not known.
    var isUnknown: Bool { pending == nil && fixed == nil }

    var result: Result<CommittedProposal, PeerFailure>? {
        let known = pending?.known ?? fixed
        return isReplay ? known?.map(\.replayed) : known
    }
}

/// A peer with the product's own ``EndorsingState``, ``BlockValidation`` and ``CommittedTransactions``; what its two
/// queues do in turn is done here by the timeline.
final class SimulatedPeer {
    private let site: SimulatedSite
    private let disk: SimulatedDisk
    private let clock: NodeClock
    private let settings: PeerSettings
    private let identities: KnownIdentities<SimulatedDisk>
    private let committed: CommittedTransactions<SimulatedDisk>
    private let creators: CreatorCheck<SimulatedDisk>
    private let local: [Digest]
    private var state: EndorsingState<SimulatedDisk>
    private var tip: ChainTip
    private var batches: [(batch: OrderedBatch<OrderedTransaction>, generation: Int)] = []
    private var isWriting = false
    private var generation = 0
    private var isAlive = true
    /// Called when outcomes may have become known.
    var onProgress: () -> Void = {}

    init(_ site: SimulatedSite, clock: NodeClock) throws {
        self.site = site
        self.clock = clock
        disk = site.disk
        let network = site.network
        var settings = PeerSettings(
            endorser: PeerCredential(certificate: network.peer.identity.certificate, key: network.peer.key),
            orderer: PeerCredential(certificate: network.orderer.identity.certificate, key: network.orderer.key),
            clock: { clock.now() }
        )
        settings.jobs = 1
        self.settings = settings
        let channel = try Genesis.channel(of: disk)
        let signers = try PeerSigners(channel: channel, settings: settings)
        identities = KnownIdentities(of: disk)
        for identity in signers.all + [network.client.identity] { identities.introduce(identity) }
        let inForce = ChannelInForce(channel)
        committed = try CommittedTransactions(of: disk, inForce: inForce)
        creators = CreatorCheck(inForce: inForce, identities: identities)
        local = signers.local
        tip = try disk.tip()
        state = EndorsingState(
            channel: channel,
            storage: disk,
            chaincodes: [AllocationContract()],
            settings: settings,
            own: signers.endorser,
            identities: identities,
            desk: EndorsementDesk(),
            links: EndorserLinks([], rejoining: .seconds(1)),
            next: tip.height,
            latest: site.sabotage == .forgetsLedgerTime ? Instant(milliseconds: .min) : tip.time
        )
        self.channel = channel
    }

    let channel: Channel

    /// The process is gone.
    func die() { isAlive = false }

    func submit(_ proposal: SignedProposal) -> CallOutcome {
        if let known = known(proposal.proposal.txid) { return known }
        let pending = PendingProposal()
        do throws(PeerFailure) {
            let creator = try creators.check(proposal).get()
            for batch in try state.endorse(proposal, by: creator, pending: pending) { write(batch) }
            for round in state.takeUnsigned() { round.sign(as: settings) }
            if let batch = state.cutAfterTimeout() { write(batch) }
        } catch {
            site.note("peer: \(error)")
            pending.complete(.failure(error))
            tellProgress()
        }
        writeNext()
        return CallOutcome(pending)
    }

    func recall(_ txid: Digest) -> CallOutcome {
        known(txid) ?? CallOutcome(nil)
    }

    func evaluate(_ call: AllocationCall) throws(PeerFailure) -> [UInt8] {
        let call = ChaincodeCall(
            function: call.function,
            arguments: call.arguments,
            timestamp: clock.now(),
            txid: .zero,
            creator: Creator(site.network.client.identity),
            terms: []
        )
        return try state.evaluate(call, of: AllocationContract.name)
    }

    private func known(_ txid: Digest) -> CallOutcome? {
        if let first = state.pending(txid) { return CallOutcome(first, isReplay: true) }
        return committed.outcome(of: txid).map { CallOutcome($0) }
    }
}

// MARK: - Writing blocks

extension SimulatedPeer {
    private func writeNext() {
        guard batches.isEmpty, let batch = state.cut() else { return }
        write(batch)
    }

    private func write(_ batch: OrderedBatch<OrderedTransaction>) {
        batches.append((batch, generation))
        if !isWriting { begin() }
    }

    private func begin() {
        guard let (batch, generation) = batches.first else { return }
        guard generation == self.generation else {
            batches.removeFirst()
            return begin()
        }
        isWriting = true
        // Signatures are made off the queues: they are there when the block is put together.
        for round in state.takeUnsigned() { round.sign(as: settings) }
        let endorsed = EndorsedBatch(waitingFor: batch, as: settings)
        let previous = tip
        do throws(ChainError) {
            let sealed = try seal(endorsed)
            try disk.write(sealed)
            if site.sabotage == .repliesBeforeCommit { report(sealed.draft, endorsed) }
            site.timeline.after(site.syncTime()) {
                guard self.isAlive else { return }
                self.finish(sealed, endorsed, of: batch, after: previous)
            }
        } catch {
            fail(error)
        }
    }

    private func seal(_ batch: EndorsedBatch) throws(ChainError) -> SealedBlock {
        let time = batch.blockTime(clock: clock.now(), tip: tip.time)
        let validation = BlockValidation(channel: channel, at: time, jobs: 1, local: local)
        let committed = self.committed
        let validated = try validation.run(batch, on: disk, number: tip.height, signers: identities) {
            txid throws(ChainError) in try committed.isClaimed(txid)
        }
        let draft = tip.next(validated, time: time)
        do {
            let network = site.network
            let isNew = try disk.certificate(network.client.fingerprint) == nil
            return try network.seal(draft, with: isNew ? [network.client, network.peer] : [])
        } catch {
            throw ChainError(.failed, "\(error)")
        }
    }

    private func finish(
        _ sealed: SealedBlock,
        _ endorsed: EndorsedBatch,
        of batch: OrderedBatch<OrderedTransaction>,
        after previous: ChainTip
    ) {
        do throws(ChainError) {
            do {
                try disk.sync(previous: previous)
            } catch {
                guard let end = try? disk.tip(), end == sealed.draft.tip else { throw error }
            }
            tip = sealed.draft.tip
            site.checker.scan()
            committed.insert(sealed.draft.transactions)
            report(sealed.draft, endorsed)
            try disk.apply(sealed.draft)
        } catch {
            return fail(error)
        }
        let isWhole = sealed.draft.transactions.count == batch.messages.count
        batches.removeFirst()
        isWriting = false
        state.settle(sealed)
        if !isWhole { withdraw() }
        begin()
        writeNext()
        onProgress()
    }

    /// What followed something that came otherwise than expected is executed again.
    private func withdraw() {
        generation += 1
        for transaction in state.withdraw(next: tip.height) {
            do {
                for batch in try state.repeatOrder(of: transaction) { write(batch) }
            } catch {
                transaction.pending.complete(.failure(error))
            }
        }
    }

    private func fail(_ error: ChainError) {
        site.note("peer: \(error)")
        generation += 1
        batches.removeFirst()
        isWriting = false
        state.abandon(next: tip.height, because: error)
        begin()
        writeNext()
        tellProgress()
    }

    /// Lets whoever waits for outcomes look, but not before what is under way has returned.
    private func tellProgress() {
        site.timeline.after(0) { if self.isAlive { self.onProgress() } }
    }

    private func report(_ draft: BlockDraft, _ endorsed: EndorsedBatch) {
        for (index, transaction) in draft.transactions.enumerated() {
            let place = Version(block: draft.header.number, transaction: index)
            let pending = endorsed.transactions[index].ordered.pending
            guard pending.known == nil else { continue }
            guard transaction.code == .valid else {
                pending.complete(.failure(.invalid(transaction.code, place)))
                continue
            }
            let response = transaction.envelope.result.response
            let txid = transaction.envelope.txid
            pending.complete(
                .success(CommittedProposal(txid: txid, place: place, response: response, isReplay: false))
            )
        }
        if site.sabotage == .repliesBeforeCommit { onProgress() }
    }
}
