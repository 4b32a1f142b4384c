import Cryptography
public import Ledger
public import Units

extension ChannelConfiguration {
    /// The configuration after this one.
    public func changed(_ change: (inout ConfigurationEdit) throws -> Void) throws -> ChannelConfiguration {
        var edit = edit
        try change(&edit)
        return try successor(edit)
    }
}

extension LedgerNetwork {
    /// A configuration transaction of the operator's administrator's, endorsed by these members.
    ///
    /// - Parameter number: Makes its identifier.
    public func reconfiguration(
        _ configuration: ChannelConfiguration,
        endorsedBy members: [Member],
        number: Int = 0,
        at instant: Instant = now
    ) throws -> Envelope {
        let bare = try ConfigurationTransaction.make(
            configuration,
            creator: admin.fingerprint,
            key: admin.key,
            at: instant,
            nonce: Digest.sha256(Array("configuration \(configuration.sequence), \(number)".utf8)).bytes
        )
        let endorsements = try members.map {
            try Endorsement(of: bare.content, endorser: $0.fingerprint, key: $0.key)
        }
        return Envelope(bare.signedProposal, result: bare.result, endorsements: endorsements)
    }
}
