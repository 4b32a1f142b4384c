import Ledger

/// Level 5: the contracts' transactions followed by rules that do not know their code.
struct PhysicsStage {
    private let contracts: [AuditedContract]
    private var stages: [String: any DomainStage] = [:]
    private var sequence: Int?
    private let base: LedgerSnapshot?

    /// Takes the contracts that the auditor has, and the snapshot to begin from.
    init(contracts: [AuditedContract], after base: LedgerSnapshot? = nil) {
        self.contracts = contracts
        self.base = base
    }

    /// Goes on under a configuration: follows the contracts that it names, under the terms that it has.
    ///
    /// A contract's stage follows what is recorded and not the code, so it goes on when the code becomes another.
    mutating func adopt(_ configuration: ChannelConfiguration) throws(Divergence) {
        guard sequence != configuration.sequence else { return }
        sequence = configuration.sequence
        for definition in configuration.chaincodes {
            if stages[definition.name] == nil {
                let contract = contracts.first { $0.chaincode.name == definition.name }
                stages[definition.name] = try begun(contract?.rules?.makeStage(), of: definition.name)
            }
            stages[definition.name]?.adopt(terms: definition.terms)
        }
    }

    private func begun(
        _ stage: (any DomainStage)?,
        of name: String
    ) throws(Divergence) -> (any DomainStage)? {
        guard var stage, let base else { return stage }
        do throws(DomainFinding) {
            try stage.begin(on: base.state)
            return stage
        } catch {
            throw Divergence(error, of: name, at: .block(base.block))
        }
    }

    /// What was looked at so far.
    var counts: DomainCounts {
        stages.values.reduce(into: DomainCounts()) { sum, stage in
            sum.events += stage.counts.events
            sum.bills += stage.counts.bills
        }
    }

    /// Follows the chain over a batch; several findings in a block are the first transaction's.
    ///
    /// - Parameter channels: The channel that judges each block.
    mutating func follow(_ batch: BlockBatch, channels: BatchChannels) throws(Divergence) {
        for (position, block) in batch.blocks.enumerated() {
            try adopt(channels[position].configuration)
            for (index, transaction) in block.draft.transactions.enumerated() where transaction.code == .valid {
                try follow(transaction.envelope, at: block.place(index))
            }
        }
    }

    private mutating func follow(_ envelope: Envelope, at place: Divergence.Place) throws(Divergence) {
        let name = envelope.proposal.chaincode
        do throws(DomainFinding) {
            try stages[name]?.follow(envelope)
        } catch {
            throw Divergence(error, of: name, at: place)
        }
    }
}

extension Divergence {
    /// The divergence that a finding of a contract's rules is.
    init(_ finding: DomainFinding, of chaincode: String, at place: Place) {
        self.init(
            level: .physics,
            place: place,
            subject: finding.subject,
            key: finding.key.map { QualifiedKey($0, in: chaincode) },
            expected: finding.expected,
            found: finding.found,
            reason: finding.reason
        )
    }
}
