public import Cryptography
public import Membership
public import Units

/// The first block of a chain: one transaction that sets the configuration by which everything after it is judged
/// (thesis, A.4.6).
public enum Genesis {
    /// The configuration transaction, signed by whoever founds the channel.
    ///
    /// - Throws: `CryptoError`, if the key cannot sign.
    public static func transaction(
        _ configuration: ChannelConfiguration,
        founder: Digest,
        key: SigningKey,
        at instant: Instant,
        nonce: [UInt8]
    ) throws(CryptoError) -> Envelope {
        try ConfigurationTransaction.make(configuration, creator: founder, key: key, at: instant, nonce: nonce)
    }

    /// The genesis block with its transaction.
    public static func block(_ transaction: Envelope) -> BlockDraft {
        let valid = ValidatedTransaction(transaction, code: .valid)
        return ChainTip.origin.next([valid], time: transaction.proposal.timestamp)
    }

    /// The configuration that a transaction sets.
    ///
    /// - Throws: ``GenesisError``, if it is no configuration transaction or the configuration cannot be used.
    public static func channel(_ transaction: Envelope) throws(GenesisError) -> Channel {
        do {
            return try Channel(ConfigurationTransaction.configuration(transaction))
        } catch let error as ConfigurationProblem {
            throw GenesisError(error)
        } catch let error as ChannelError {
            throw .unusable(error)
        } catch {
            throw .notAConfiguration
        }
    }

    /// The channel that a chain's genesis block founds, once its signature has been verified.
    ///
    /// Whether its organisations are the ones that the reader means is for the reader to compare: the genesis block is
    /// what trust begins with.
    ///
    /// - Throws: ``GenesisError``.
    public static func channel(of chain: some ChainReader) throws(GenesisError) -> Channel {
        let transaction: Envelope
        var signers = IdentityDirectory()
        do {
            guard let block = try chain.block(0), block.transactions.count == 1 else { throw GenesisError.missing }
            transaction = try block.validatedTransaction(0).envelope
            try signers.insert(transaction.proposal.creator, from: chain)
        } catch let error as GenesisError {
            throw error
        } catch let error as ChainError {
            throw .chain(error)
        } catch {
            throw .notAConfiguration
        }
        let channel = try channel(transaction)
        try check(transaction, of: channel, signers: signers)
        return channel
    }

    /// Confirms that a member of the channel has signed its first configuration.
    ///
    /// - Throws: ``GenesisError/founder(_:)`` or ``GenesisError/signature``.
    public static func check(
        _ transaction: Envelope,
        of channel: Channel,
        signers: IdentityDirectory
    ) throws(GenesisError) {
        guard let founder = signers[transaction.proposal.creator] else { throw .signature }
        if case .refused(let refusal) = channel.membership.validate(founder, at: transaction.proposal.timestamp) {
            throw .founder(refusal)
        }
        guard founder.hasSigned(transaction.signedProposal) else { throw .signature }
    }
}

/// Why a chain's first block founds no channel.
public enum GenesisError: Error, Hashable, Sendable {
    /// There is no genesis block with one transaction.
    case missing

    /// The transaction sets no configuration.
    case notAConfiguration

    /// The configuration cannot be read.
    case configuration(ConfigurationError)

    /// The transaction is for another channel than its configuration.
    case channel(String, configuration: String)

    /// The configuration cannot be judged by.
    case unusable(ChannelError)

    /// The founder is no member of the channel.
    case founder(IdentityRefusal)

    /// The founder is not known, or did not sign.
    case signature

    /// The chain could not be read.
    case chain(ChainError)
}

extension GenesisError {
    fileprivate init(_ problem: ConfigurationProblem) {
        switch problem {
        case .unreadable(let error): self = .configuration(error)
        case .channel(let proposed, let configured): self = .channel(proposed, configuration: configured)
        case .unusable(let error): self = .unusable(error)
        case .notAConfiguration, .sequence, .privateValues, .unchanged, .notAlone, .unapproved:
            self = .notAConfiguration
        }
    }
}

extension GenesisError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .missing: "the chain has no genesis block"
        case .notAConfiguration: "the genesis block's transaction sets no configuration"
        case .configuration(let error): "the genesis block: \(error)"
        case .channel(let proposed, let configured):
            "the genesis block is for channel '\(proposed)', its configuration for '\(configured)'"
        case .unusable(let error): "the configuration of the genesis block: \(error)"
        case .founder(let refusal): "the founder of the genesis block: \(refusal)"
        case .signature: "the genesis block's transaction is not signed by its founder"
        case .chain(let error): error.description
        }
    }
}
