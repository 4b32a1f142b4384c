import Cryptography
import Dispatch
import Ledger
import Membership
import Synchronization
import Units

/// The validation of a block (thesis, A.3.4): creators, signatures and policies on all cores, whatever the others do;
/// then identifiers, read versions and ranges one after the other.
struct BlockValidation {
    private let channel: Channel
    private let time: Instant
    private let jobs: Int
    private let local: [Digest]

    /// Transactions that a core takes at a time.
    private static let run = 16

    /// Prepares a validation.
    ///
    /// - Parameters:
    ///   - time: The block's time.
    ///   - jobs: How many cores to use; the outcome is the same for any number.
    ///   - local: Endorsers whose signatures were made in this process.
    init(channel: Channel, at time: Instant, jobs: Int, local: [Digest]) {
        self.channel = channel
        self.time = time
        self.jobs = jobs
        self.local = local
    }

    /// Validates the transactions of a batch, up to and with the first one that does not come as it was expected.
    func run<Storage: LedgerStorage>(
        _ batch: EndorsedBatch,
        on storage: Storage,
        number: Int,
        signers: KnownIdentities<Storage>,
        isKnown: @escaping @Sendable (Digest) throws(ChainError) -> Bool
    ) throws(ChainError) -> [ValidatedTransaction] {
        let checked = try check(batch.transactions, signers: signers)
        var validator = StateValidator(on: storage, isKnown: isKnown)
        var validated: [ValidatedTransaction] = []
        validated.reserveCapacity(checked.count)
        do {
            for (index, (transaction, code)) in checked.enumerated() {
                let place = Version(block: number, transaction: index)
                let final = try validator.validate(transaction.envelope, endorsed: code, place: place)
                validated.append(ValidatedTransaction(transaction.envelope, code: final))
                guard (final == .valid) == transaction.isExpectedValid else { break }
            }
        } catch {
            throw Self.chainError(error)
        }
        return validated
    }

    /// Puts the envelopes together and checks them, on all cores.
    private func check<Storage: LedgerStorage>(
        _ transactions: [(ordered: OrderedTransaction, endorsements: [Endorsement])],
        signers: KnownIdentities<Storage>
    ) throws(ChainError) -> [(EndorsedTransaction, ValidationCode)] {
        // Who executed transactions name is known since they were executed.
        let foreign = transactions.compactMap { transaction in
            if case .endorsed(let envelope) = transaction.ordered.origin { envelope } else { nil }
        }
        let directory = try signers.directory(for: foreign)
        let parts = (transactions.count + Self.run - 1) / Self.run
        let isAlone = transactions.count == 1
        // Without a signature to verify, other cores are asked later than this one is done.
        let isWork = !transactions.allSatisfy { $0.ordered.isVerified(with: $0.endorsements, local: local) }
        let results = Mutex<[Int: [(EndorsedTransaction, ValidationCode)]]>([:])
        let work = { @Sendable (part: Int) in
            let own = transactions[(part * Self.run)..<min(transactions.count, (part + 1) * Self.run)]
            let result = own.map { transaction in
                let endorsed = transaction.ordered.endorsed(with: transaction.endorsements, local: local)
                return (endorsed, check(endorsed, directory, isAlone: isAlone))
            }
            results.withLock { $0[part] = result }
        }
        if jobs > 1, parts > 1, isWork {
            DispatchQueue.concurrentPerform(iterations: parts, execute: work)
        } else {
            for part in 0..<parts { work(part) }
        }
        let checked = results.withLock { $0 }
        return (0..<parts).flatMap { checked[$0] ?? [] }
    }

    private func check(
        _ transaction: EndorsedTransaction,
        _ signers: IdentityDirectory,
        isAlone: Bool
    ) -> ValidationCode {
        channel.check(
            transaction.envelope,
            signers: signers,
            at: time,
            verified: transaction.verified,
            isAlone: isAlone
        )
    }

    private static func chainError(_ failure: ValidationFailure) -> ChainError {
        switch failure {
        case .chain(let error): error
        case .state(let error): ChainError(.failed, "\(error)")
        }
    }
}
