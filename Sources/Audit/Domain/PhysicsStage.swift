import Ledger

/// Level 5: the contracts' transactions followed by rules that do not know their code.
struct PhysicsStage {
    private var stages: [String: any DomainStage] = [:]

    /// Takes the rules of the contracts that a channel names.
    init(contracts: [AuditedContract], for channel: ChannelConfiguration) {
        for definition in channel.chaincodes {
            let contract = contracts.first { $0.chaincode.name == definition.name }
            stages[definition.name] = contract?.rules?.makeStage()
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
    mutating func follow(_ batch: BlockBatch) throws(Divergence) {
        guard !stages.isEmpty else { return }
        for block in batch.blocks {
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
