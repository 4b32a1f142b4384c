import Cryptography
import Ledger

/// A batch's transactions in values, as far as they were shown.
struct BatchValues: Sendable {
    /// The private transactions all of whose values were shown.
    fileprivate(set) var opened: [Version: Envelope] = [:]

    /// A transaction as its contract sees it; `nil` where a value was not shown.
    func envelope(
        _ recorded: Envelope,
        at place: Version,
        under configuration: ChannelConfiguration
    ) -> Envelope? {
        configuration.hasPrivateValues(recorded.proposal.chaincode) ? opened[place] : recorded
    }
}

/// A batch in values, and the values behind the hashes of the state.
struct OpenedBatch: Sendable {
    let values: BatchValues
    let shown: ShownValues
}

/// Compares the values that an auditor is shown with the hashes that the ledger has.
struct PrivateStage {
    /// The values.
    let shown: ShownValues
    private let contracts: [AuditedContract]
    private var unseen: [Digest: [ShownValues.Revealed]]
    private var members: [String?: PrivacyReport.Member] = [:]
    private var accounts: [String: any MemberAccount] = [:]
    private var hashes = 0
    private var opened = 0
    private var earlier = 0

    init(_ shown: ShownValues, contracts: [AuditedContract], after base: LedgerSnapshot? = nil) {
        self.shown = shown
        self.contracts = contracts
        unseen = shown.revealed
        // Whoever begins behind a snapshot does not look at what lies before.
        guard let base else { return }
        for (transaction, values) in unseen where base.claims(transaction) {
            unseen[transaction] = nil
            earlier += values.count
        }
    }

    /// What was shown so far.
    var report: PrivacyReport {
        var report = PrivacyReport()
        report.hashes = hashes
        report.shown = opened
        report.earlier = earlier
        report.members = members.values.sorted { ($0.name ?? "") < ($1.name ?? "") }.map { member in
            var member = member
            member.findings = member.name.flatMap { accounts[$0]?.findings } ?? []
            return member
        }
        return report
    }

    /// Opens a batch.
    ///
    /// - Returns: What could be opened, and the first value that is not what the ledger has the hash of.
    mutating func open(
        _ batch: BlockBatch,
        channels: BatchChannels
    ) throws(Stop) -> (values: BatchValues, divergence: Divergence?) {
        var values = BatchValues()
        do throws(PrivateFailure) {
            for (position, block) in batch.blocks.enumerated() {
                let configuration = channels[position].configuration
                for (index, transaction) in block.draft.transactions.enumerated() {
                    let revealed = unseen.removeValue(forKey: transaction.txid) ?? []
                    guard let whole = transaction.whole else { continue }
                    let (envelope, place) = (whole.envelope, block.place(index))
                    let isPrivate = configuration.hasPrivateValues(envelope.proposal.chaincode)
                    let known = isPrivate ? Set(envelope.privateHashes) : []
                    for value in revealed { try confirm(value, among: known, at: place) }
                    guard isPrivate else { continue }
                    if let said = try open(envelope, hashes: known, at: place) {
                        values.opened[Version(block: block.number, transaction: index)] = said
                    }
                    guard transaction.code == .valid else { continue }
                    try follow(revealed, of: envelope, under: configuration, at: place)
                }
            }
            return (values, nil)
        } catch {
            switch error {
            case .divergence(let divergence): return (values, divergence)
            case .unreadable(let message): throw .unreadable(ChainError(.failed, message))
            }
        }
    }

    /// Confirms at the end that every value was of a transaction of the ledger.
    func finish() throws(Divergence) {
        let foreign = unseen.min { $0.key < $1.key }
        guard let (transaction, values) = foreign, let first = values.first else { return }
        throw Divergence(
            level: .signatures,
            place: .file(first.file, part: nil),
            subject: "value shown of \(first.value.owner)",
            expected: "one of a transaction of this ledger",
            found: "one of transaction \(transaction.hex), which it does not have"
        )
    }
}

private enum PrivateFailure: Error {
    case divergence(Divergence)
    case unreadable(String)
}

extension PrivateStage {
    private mutating func confirm(
        _ revealed: ShownValues.Revealed,
        among known: Set<Digest>,
        at place: Divergence.Place
    ) throws(PrivateFailure) {
        let value = revealed.value
        let subject = "value shown of \(value.owner) in \(revealed.file)"
        guard known.contains(value.hash) else {
            let found = "one with the hash \(value.hash.hex), which the transaction does not have"
            throw .divergence(.private(subject, at: place, expected: "a value of this transaction", found: found))
        }
        guard value.value.hash == value.hash else {
            let expected = "a value and a salt with the hash \(value.hash.hex)"
            throw .divergence(
                .private(subject, at: place, expected: expected, found: "others, with \(value.value.hash.hex)")
            )
        }
        members[value.member, default: PrivacyReport.Member(name: value.member)].values += 1
    }

    /// The transaction in values, if all of them were shown.
    private mutating func open(
        _ envelope: Envelope,
        hashes known: Set<Digest>,
        at place: Divergence.Place
    ) throws(PrivateFailure) -> Envelope? {
        hashes += known.count
        for hash in known.sorted() {
            let value: PrivateValue?
            do throws(StateError) { value = try shown.privateValue(of: hash) } catch {
                throw .unreadable(error.message)
            }
            guard let value else { continue }
            guard value.hash == hash else {
                throw .divergence(
                    .private(
                        "private value",
                        at: place,
                        expected: "a value and a salt with the hash \(hash.hex)",
                        found: "others, with \(value.hash.hex)"
                    )
                )
            }
            opened += 1
        }
        do throws(PrivateValueProblem) {
            return try envelope.opened(by: shown)
        } catch {
            guard error == .noHash else { return nil }
            throw .divergence(
                .private("recorded values", at: place, expected: "hashes, 32 bytes each", found: "something else")
            )
        }
    }

    /// Follows the values of members' own records.
    private mutating func follow(
        _ revealed: [ShownValues.Revealed],
        of envelope: Envelope,
        under configuration: ChannelConfiguration,
        at place: Divergence.Place
    ) throws(PrivateFailure) {
        let name = envelope.proposal.chaincode
        guard !revealed.isEmpty, let definition = configuration.chaincode(named: name),
            let rules = contracts.first(where: { $0.chaincode.name == name })?.members
        else { return }
        for write in envelope.result.writes {
            guard let hash = write.value.flatMap({ Digest($0) }),
                let entry = revealed.first(where: { $0.value.hash == hash }), let member = entry.value.member
            else { continue }
            var account = accounts[member] ?? rules.makeAccount(of: member)
            do throws(DomainFinding) {
                let said = KeyWrite(key: write.key, value: entry.value.value.value)
                try account.take(said, of: envelope.proposal, terms: definition.terms)
            } catch {
                throw .divergence(Divergence(error, of: name, at: place, level: .signatures))
            }
            accounts[member] = account
        }
    }
}

extension KeptPrivateValue {
    fileprivate var owner: String { member ?? "the operator" }
}

extension Divergence {
    fileprivate static func `private`(
        _ subject: String,
        at place: Place,
        expected: String,
        found: String
    ) -> Divergence {
        Divergence(level: .signatures, place: place, subject: subject, expected: expected, found: found)
    }
}
