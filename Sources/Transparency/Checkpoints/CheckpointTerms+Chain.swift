public import Ledger

extension CheckpointTerms {
    /// The terms that a chain's configuration has after a block; `nil` if there are none.
    ///
    /// Only what the block's header names is read; whether the configuration is rightly in force is for an audit.
    ///
    /// - Throws: `ChainError`, if the block or its configuration cannot be read.
    public static func inForce(at block: Int, of chain: some ChainReader) throws(ChainError) -> CheckpointTerms? {
        guard let stored = try chain.block(block), let header = try? BlockHeader(encoded: stored.header),
            let founding = try chain.block(header.configurationBlock)
        else { throw ChainError(.damaged, "block \(block) or its configuration cannot be read") }
        var terms: CheckpointTerms?
        for transaction in founding.transactions {
            guard let envelope = try? Envelope(encoded: transaction.envelope),
                let configuration = ChannelConfiguration(
                    setBy: envelope,
                    code: UInt8(exactly: transaction.code).flatMap(ValidationCode.init(rawValue:))
                )
            else { continue }
            terms = configuration.checkpoints
        }
        return terms
    }
}

extension ChannelConfiguration {
    /// The configuration that a valid transaction sets; `nil` for any other.
    public init?(setBy envelope: Envelope, code: ValidationCode?) {
        guard code == .valid, envelope.proposal.chaincode == ChannelConfiguration.chaincode,
            let encoded = envelope.proposal.arguments.first,
            let configuration = try? ChannelConfiguration(encoded: encoded)
        else { return nil }
        self = configuration
    }
}
