import Ledger

/// Level 5: the contracts' transactions followed by rules that do not know their code.
struct PhysicsStage {
    private let contracts: [AuditedContract]
    private var stages: [String: any DomainStage] = [:]
    /// What the stages had looked at that redactions interrupted.
    private var before = DomainCounts()
    private var sequence: Int?
    private let base: LedgerSnapshot?
    private var terms: [String: [UInt8]] = [:]
    /// The chaincodes whose events cannot be followed until their states are whole again.
    private var interrupted: Set<String> = []

    /// The chaincodes of which a value was not shown that the way along needs.
    private var unshown: Set<String> = []
    private var privates: Set<String> = []
    private let shown: ShownValues

    /// The valid transactions that could not be followed because of a redaction.
    private(set) var eventsNotFollowed = 0

    /// The valid transactions that could not be followed because values were not shown.
    private(set) var eventsNotShown = 0

    /// Takes the contracts that the auditor has, and the snapshot to begin from.
    init(contracts: [AuditedContract], shown: ShownValues, after base: LedgerSnapshot? = nil) {
        self.contracts = contracts
        self.shown = shown
        self.base = base
    }

    /// Goes on under a configuration: follows the contracts that it names, under the terms that it has.
    ///
    /// A contract's stage follows what is recorded and not the code, so it goes on when the code becomes another.
    mutating func adopt(_ configuration: ChannelConfiguration) throws(Divergence) {
        guard sequence != configuration.sequence else { return }
        sequence = configuration.sequence
        for definition in configuration.chaincodes {
            if definition.hasPrivateValues { privates.insert(definition.name) }
            if stages[definition.name] == nil {
                stages[definition.name] = try begun(makeStage(of: definition.name), of: definition.name)
            }
            terms[definition.name] = definition.terms
            stages[definition.name]?.adopt(terms: definition.terms)
        }
    }

    private mutating func begun(
        _ stage: (any DomainStage)?,
        of name: String
    ) throws(Divergence) -> (any DomainStage)? {
        guard var stage, let base else { return stage }
        do throws(DomainFinding) {
            if privates.contains(name) {
                try stage.begin(on: OpenedState(base.state, values: shown))
            } else {
                try stage.begin(on: base.state)
            }
            return stage
        } catch {
            // A snapshot whose values were not shown says nothing that could be wrong.
            if privates.contains(name) {
                unshown.insert(name)
                return stage
            }
            throw Divergence(error, of: name, at: .block(base.block))
        }
    }

    /// What was looked at so far.
    var counts: DomainCounts {
        stages.values.reduce(into: before) { sum, stage in
            sum.events += stage.counts.events
            sum.bills += stage.counts.bills
        }
    }

    private func makeStage(of chaincode: String) -> (any DomainStage)? {
        contracts.first { $0.chaincode.name == chaincode }?.rules?.makeStage()
    }

    /// Follows the chain over a batch; several findings in a block are the first transaction's.
    ///
    /// - Parameters:
    ///   - channels: The channel that judges each block.
    ///   - resumptions: Where a chaincode's state became whole again after a redaction, and what it was then.
    mutating func follow(
        _ batch: BlockBatch,
        channels: BatchChannels,
        opened: BatchValues,
        resuming resumptions: [Version: StateOverlay<WorldState>]
    ) throws(Divergence) {
        for (position, block) in batch.blocks.enumerated() {
            try adopt(channels[position].configuration)
            for (index, transaction) in block.draft.transactions.enumerated() where transaction.code == .valid {
                let place = block.place(index)
                let chaincode: String
                switch transaction.content {
                case .whole(let envelope):
                    chaincode = envelope.proposal.chaincode
                    let version = Version(block: block.number, transaction: index)
                    let said = opened.envelope(envelope, at: version, under: channels[position].configuration)
                    try follow(said, of: chaincode, at: place)
                case .redacted(let remains):
                    chaincode = remains.chaincode
                    interrupt(chaincode)
                }
                guard let state = resumptions[Version(block: block.number, transaction: index)] else { continue }
                try resume(chaincode, on: state, at: place)
            }
        }
    }

    /// Stops following a chaincode, whose state or event is not known any more.
    private mutating func interrupt(_ chaincode: String) {
        interrupted.insert(chaincode)
        if stages[chaincode] != nil { eventsNotFollowed += 1 }
    }

    /// Goes on from a state that is whole again, by a stage that begins with it.
    private mutating func resume(
        _ chaincode: String,
        on state: StateOverlay<WorldState>,
        at place: Divergence.Place
    ) throws(Divergence) {
        guard interrupted.remove(chaincode) != nil, let former = stages[chaincode] else { return }
        before.events += former.counts.events
        before.bills += former.counts.bills
        var stage = makeStage(of: chaincode)
        if let terms = terms[chaincode] { stage?.adopt(terms: terms) }
        do throws(DomainFinding) {
            if privates.contains(chaincode) {
                try stage?.begin(on: OpenedState(state, values: shown))
            } else {
                try stage?.begin(on: state)
            }
        } catch {
            guard privates.contains(chaincode) else { throw Divergence(error, of: chaincode, at: place) }
            unshown.insert(chaincode)
        }
        stages[chaincode] = stage
    }

    /// Follows a transaction, which is `nil` where its values were not shown: nothing behind it follows then.
    private mutating func follow(
        _ envelope: Envelope?,
        of name: String,
        at place: Divergence.Place
    ) throws(Divergence) {
        guard let envelope, !unshown.contains(name) else {
            unshown.insert(name)
            if stages[name] != nil { eventsNotShown += 1 }
            return
        }
        guard !interrupted.contains(name) else {
            if stages[name] != nil { eventsNotFollowed += 1 }
            return
        }
        do throws(DomainFinding) {
            try stages[name]?.follow(envelope)
        } catch {
            throw Divergence(error, of: name, at: place)
        }
    }
}

extension Divergence {
    /// The divergence that a finding of a contract's rules is.
    init(_ finding: DomainFinding, of chaincode: String, at place: Place, level: AuditLevel = .physics) {
        self.init(
            level: level,
            place: place,
            subject: finding.subject,
            key: finding.key.map { QualifiedKey($0, in: chaincode) },
            expected: finding.expected,
            found: finding.found,
            reason: finding.reason
        )
    }
}
