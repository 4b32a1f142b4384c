import Ledger

extension AuditorRoots {
    /// The channel that a genesis block founds, once its organisations' roots have been compared with the auditor's and
    /// its founder's signature has been verified.
    func channel(of genesis: AuditedBlock, signers: IdentityDirectory) throws(Divergence) -> Channel {
        let transactions = genesis.draft.transactions
        guard let transaction = transactions.first?.whole, transactions.count == 1, transaction.code == .valid else {
            let found = transactions.map { "\($0.code)" }.joined(separator: ", ")
            throw Divergence(genesis: genesis, expected: "one valid transaction", found: found)
        }
        let channel: Channel
        do throws(GenesisError) { channel = try Genesis.channel(transaction.envelope) } catch {
            throw Divergence(genesis: genesis, expected: "the channel's configuration", found: error.description)
        }
        try confirm(channel.configuration, at: genesis.place(0))
        do throws(GenesisError) {
            try Genesis.check(transaction.envelope, of: channel, signers: signers)
        } catch {
            throw Divergence(genesis: genesis, expected: "the signature of a member", found: error.description)
        }
        return channel
    }
}

extension Divergence {
    fileprivate init(genesis: AuditedBlock, expected: String, found: String) {
        self.init(
            level: .signatures,
            place: genesis.draft.transactions.isEmpty ? .block(genesis.number) : genesis.place(0),
            subject: "genesis block",
            expected: expected,
            found: found.isEmpty ? "none" : found
        )
    }
}
